package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"casenotes/api"
	"casenotes/tracking/exchange"
)

// importCmds are the ways in for files: CSV, which needs no word of its own, and scans.
type importCmds struct {
	Rows  importCmd      `cmd:"" default:"withargs" help:"Locations, patients, folders or appointments from a CSV file."`
	Scans importScansCmd `cmd:"" help:"Scans that a device saved to a file because it could not send them. Exits 1 where a file was not taken in or a scan needs looking at."`
}

type importScansCmd struct {
	Files []string `arg:"" name:"file" help:"Files whose names end in .casenotes; - for standard input."`
}

// Run takes in every file that it can. What needs looking at is on standard output, one scan a line.
func (c *importScansCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	bad, look := 0, 0
	for _, name := range c.Files {
		took, err := c.take(ctx, p, o, name)
		if _, wrong := errors.AsType[*exchange.FileError](err); wrong || errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			fmt.Fprintf(p.out, "%s: %v\n", name, err)
			bad++
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, a := range took.Attention {
			fmt.Fprintf(p.out, "%s: %s, scanned %s: %s\n", name, cmp.Or(a.Code, "a barcode that is none of ours"), a.At.Format("2006-01-02 15:04:05Z"), a.Text)
		}
		look += len(took.Attention)
		fmt.Fprintf(p.err, "%s: %d stored, %d known already, %d to look at; from %s\n", name, took.Stored, took.Known, len(took.Attention),
			cmp.Or(took.Device, "a browser that is not enrolled"))
	}
	switch {
	case bad > 0:
		return fmt.Errorf("%d of %d files were not taken in", bad, len(c.Files))
	case look > 0:
		return fmt.Errorf("%d scans need looking at", look)
	}
	return nil
}

func (c *importScansCmd) take(ctx context.Context, p program, o *opened, name string) (api.ScanImport, error) {
	file := p.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return api.ScanImport{}, err
		}
		defer f.Close()
		file = f
	}
	return api.ImportScans(ctx, o.service, operator(), file)
}
