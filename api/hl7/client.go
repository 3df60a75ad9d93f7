package hl7

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// Client sends messages to an MLLP address, one at a time, and each again until it is acknowledged.
type Client struct {
	Dial    func(context.Context) (net.Conn, error)
	Wait    time.Duration // for an acknowledgement; then the message is sent again on another connection
	Between time.Duration // tries
	GiveUp  time.Duration // after how long without an acknowledgement

	conn   net.Conn
	frames *FrameReader
	Again  int // how often a message was sent again
}

// errSilent says that nobody has answered for too long.
var errSilent = errors.New("no acknowledgement")

// Send sends a message and answers the code of its acknowledgement: AA where it was taken, AE or AR where it was refused.
func (c *Client) Send(ctx context.Context, message []byte) (code string, err error) {
	control := ""
	if m, err := Parse(message); err == nil {
		control = m.ControlID()
	}
	ends := time.Now().Add(c.GiveUp)
	for {
		if code, err = c.try(ctx, message, control); err == nil {
			return code, nil
		}
		c.Close()
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if time.Now().After(ends) {
			return "", fmt.Errorf("%w in %s: %w", errSilent, c.GiveUp, err)
		}
		c.Again++
		if !pause(ctx, c.Between) {
			return "", ctx.Err()
		}
	}
}

func (c *Client) try(ctx context.Context, message []byte, control string) (code string, err error) {
	if c.conn == nil {
		if c.conn, err = c.Dial(ctx); err != nil {
			c.conn = nil
			return "", err
		}
		c.frames = NewFrameReader(c.conn, nil)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Now()) })
	defer stop()
	if err := c.conn.SetDeadline(time.Now().Add(c.Wait)); err != nil {
		return "", err
	}
	if _, err := c.conn.Write(Frame(message)); err != nil {
		return "", err
	}
	for {
		raw, err := c.frames.Next()
		if err != nil {
			return "", err
		}
		answer, err := Parse(raw)
		if err != nil {
			return "", err
		}
		if at := answer.At("MSA-2").Text(); control == "" || at == control { // others are late answers to what was sent before
			return answer.At("MSA-1").Text(), nil
		}
	}
}

// Close closes the connection; the next message opens another.
func (c *Client) Close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}
