package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"casenotes/tracking"
)

type layoutCmd struct {
	List layoutListCmd `cmd:"" help:"List what the labels of folders say."`
	Set  layoutSetCmd  `cmd:"" help:"Change what a kind of label says. What is not given stays away."`
}

type layoutListCmd struct{}

func (c *layoutListCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	list, err := o.store.LabelLayouts(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "LABEL\tABOVE\tBESIDE\tWORDS")
	for _, l := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", l.Kind, cmp.Or(l.Above, "-"), cmp.Or(l.Beside, "-"), cmp.Or(l.Words, "-"))
	}
	return table.Flush()
}

type layoutSetCmd struct {
	Kind   string `arg:"" enum:"outside,spine,volume" help:"outside, spine or volume."`
	Above  string `help:"Lines under the identifiers, with commas between: home, kind, volume, number, initial, words."`
	Beside string `help:"Words beside the barcode, of the same."`
	Words  string `help:"What words says, the same on every label."`
}

func (c *layoutSetCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	list, err := o.store.LabelLayouts(ctx)
	if err != nil {
		return err
	}
	now := list[slices.IndexFunc(list, func(l tracking.LabelLayout) bool { return l.Kind == c.Kind })]
	_, err = o.service.SetLabelLayout(ctx, operator(), tracking.LabelLayout{Kind: c.Kind, Above: c.Above, Beside: c.Beside, Words: c.Words}, now.Version)
	return plainly(err)
}
