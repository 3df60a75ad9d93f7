package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"casenotes/api"
	"casenotes/web"
)

type serveCmd struct {
	Addr    string        `help:"Address to listen on. Default :8080; with --demo, whose passwords are known to everybody, 127.0.0.1:8080." env:"CASENOTES_ADDR"`
	Demo    bool          `help:"Fill an empty database with a synthetic hospital and print its accounts." env:"CASENOTES_DEMO"`
	HTTPS   bool          `help:"Browsers reach the site by HTTPS (a proxy in front ends it): cookies are then sent over HTTPS only." env:"CASENOTES_HTTPS"`
	Proxies []string      `help:"Addresses of the proxies in front, whose X-Forwarded-For is believed." env:"CASENOTES_PROXIES"`
	Desks   deskSettings  `embed:""`
	Mail    mailSettings  `embed:""`
	Feed    feedSettings  `embed:""`
	Chase   bool          `help:"Write to the holders of overdue folders by itself, on working days, as each reminder falls due. Without it people press the button." env:"CASENOTES_CHASE"`
	Sweep   time.Duration `help:"How often the sweep looks for what has fallen due." default:"1s" env:"CASENOTES_SWEEP"`
}

// Run wires everything: the store, the commands on it, the hub that tells what changed, the site, and the sweep.
func (c *serveCmd) Run(ctx context.Context, p program, settings *Settings) error {
	hub := api.NewHub(p.now)
	o, err := p.open(ctx, settings, hub)
	if err != nil {
		return err
	}
	defer o.close()
	if c.Demo {
		if err := p.furnish(ctx, o); err != nil {
			return err
		}
	}
	if _, err := o.service.MakeFileKey(ctx); err != nil { // before any scan page asks for it
		return err
	}
	mail, err := c.Mail.read()
	if err != nil {
		return err
	}
	site, err := web.New(o.zone)
	if err != nil {
		return err
	}
	server, err := api.New(api.Config{Service: o.service, Store: o.store, Hub: hub, Site: site, Now: p.now, Zone: o.zone, Log: o.log,
		Secure: c.HTTPS, Proxies: c.Proxies, Version: versionText(),
		Hospital: c.Desks.Hospital, Desk: c.Desks.rules(), LockWarning: c.Desks.LockWarning, Mail: mail, Chases: c.Chase})
	if err != nil {
		return err
	}
	messages, err := c.Feed.listen(ctx)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.address())
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.address(), err)
	}
	if c.Demo {
		fmt.Fprintf(p.out, "\nOpen http://%s\n\n", listener.Addr())
	}
	dsn, err := settings.dsn()
	if err != nil {
		return err
	}
	o.log.InfoContext(ctx, "listening", "address", listener.Addr().String(), "database", redacted(dsn), "version", versionText())

	serving, stopServing := context.WithCancel(ctx)
	defer stopServing()
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var working, taking sync.WaitGroup
	for _, job := range []func(context.Context){
		hub.Run,
		func(ctx context.Context) { hub.Follow(ctx, o.store) },
		func(ctx context.Context) { c.sweep(ctx, o) },
		server.Print,
		server.SendDigests,
		func(ctx context.Context) { server.Feed().Forget(ctx, c.Feed.Keep) },
		server.SendLetters,
	} {
		working.Go(func() { job(work) })
	}
	if messages != nil {
		o.log.InfoContext(ctx, "taking messages", "address", messages.Addr().String(), "tls", c.Feed.Cert != "")
		taking.Go(func() { c.Feed.serve(serving, messages, server.Feed()) })
		if p.taking != nil {
			p.taking(messages.Addr().String())
		}
	}
	if p.started != nil {
		p.started(listener.Addr().String())
	}
	err = listen(serving, listener, server.Handler(), o.log)
	stopServing() // also where the site could not be served
	taking.Wait()
	stopWork()
	working.Wait()
	return err
}

func (c *serveCmd) address() string {
	switch {
	case c.Addr != "":
		return c.Addr
	case c.Demo:
		return "127.0.0.1:8080"
	}
	return ":8080"
}

// listen answers until ctx ends, then lets what runs finish.
func listen(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if err := srv.Shutdown(last); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// sweep opens the alerts that fall due, for as long as the process runs. Several processes on one database may do it at once.
func (c *serveCmd) sweep(ctx context.Context, o *opened) {
	tick := time.NewTicker(c.Sweep)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		_, err := o.service.Sweep(ctx)
		if err != nil && !failing && ctx.Err() == nil { // say it once, not every second
			o.log.ErrorContext(ctx, "sweep", "err", err)
		}
		failing = err != nil
	}
}

func (o *opened) close() {
	if err := o.store.Close(); err != nil {
		o.log.Error("close the database", "err", err)
	}
}
