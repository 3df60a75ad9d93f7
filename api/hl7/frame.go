package hl7

import (
	"bufio"
	"errors"
	"io"
)

// The bytes of MLLP: a message stands between startBlock and endBlock followed by a carriage return.
const (
	startBlock = 0x0b
	endBlock   = 0x1c
	carriage   = '\r'
)

// Limits of what is read. A message for us has a few thousand bytes; those with a document inside are not for us, but are answered.
const (
	MaxMessage = 2 << 20  // a longer one is read to its end and refused, without keeping more than this of it
	maxTotal   = 64 << 20 // that are read before a frame must have ended
	maxJunk    = 4 << 10  // bytes outside of frames, before the other end is taken for something that does not speak MLLP
)

// What is wrong with what came, besides errors of the connection.
var (
	// ErrTooLong comes with the beginning of a message that is longer than MaxMessage. The next frame can be read.
	ErrTooLong = errors.New("the message is too long")
	// ErrNotMLLP says that there is no frame in what comes: the connection is of no use.
	ErrNotMLLP = errors.New("not MLLP")
	// ErrHalfFrame says that the connection ended within a frame. Nobody was told that it came, so its sender sends it again.
	ErrHalfFrame = errors.New("the connection ended within a message")
)

// FrameReader reads MLLP frames. It never holds more than one message.
type FrameReader struct {
	r       *bufio.Reader
	began   func() // told at the first byte of each frame; may be nil
	started bool   // the start of the next frame has been read already
}

// NewFrameReader reads from a connection. began hears of each frame that begins, to give it a deadline of its own.
func NewFrameReader(r io.Reader, began func()) *FrameReader {
	return &FrameReader{r: bufio.NewReaderSize(r, 16<<10), began: began}
}

// Next is the next message, without its frame. io.EOF says that the other end closed between two messages.
func (f *FrameReader) Next() ([]byte, error) {
	if err := f.toStart(); err != nil {
		return nil, err
	}
	if f.began != nil {
		f.began()
	}
	var message []byte
	dropped := false
	for total := 0; total <= maxTotal; {
		piece, err := f.r.ReadSlice(endBlock)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, halfFrame(err)
		}
		ended := err == nil
		total += len(piece)
		if at := lastStart(piece); at >= 0 { // a sender that was cut off and begins again on the same connection
			message, dropped, piece = message[:0], false, piece[at+1:]
		}
		fits := min(len(piece), MaxMessage+1-len(message)) // one more than may be: its end block
		message = append(message, piece[:fits]...)
		dropped = dropped || fits < len(piece)
		if !ended {
			continue
		}
		end, err := f.atEnd()
		if err != nil {
			return nil, err
		}
		if !end { // an end block by itself is a byte like any other
			continue
		}
		if dropped || len(message) > MaxMessage+1 {
			return message[:MaxMessage], ErrTooLong
		}
		return message[:len(message)-1], nil
	}
	return nil, ErrNotMLLP
}

// toStart passes over what stands between frames: senders put line ends there.
func (f *FrameReader) toStart() error {
	if f.started {
		f.started = false
		return nil
	}
	for range maxJunk {
		b, err := f.r.ReadByte()
		if err != nil {
			return err
		}
		if b == startBlock {
			return nil
		}
	}
	return ErrNotMLLP
}

// atEnd says whether the end block that was just read ends the message: a carriage return follows, or, from a sender that forgets it,
// the next frame.
func (f *FrameReader) atEnd() (bool, error) {
	b, err := f.r.ReadByte()
	switch {
	case err != nil:
		return false, halfFrame(err)
	case b == carriage:
		return true, nil
	case b == startBlock:
		f.started = true
		return true, nil
	}
	return false, f.r.UnreadByte()
}

func lastStart(piece []byte) int {
	for i := len(piece) - 1; i >= 0; i-- {
		if piece[i] == startBlock {
			return i
		}
	}
	return -1
}

func halfFrame(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrHalfFrame
	}
	return err
}

// Frame is a message as it goes over the connection.
func Frame(message []byte) []byte {
	framed := make([]byte, 0, len(message)+3)
	framed = append(framed, startBlock)
	framed = append(framed, message...)
	return append(framed, endBlock, carriage)
}
