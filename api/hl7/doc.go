// Package hl7 takes the hospital's own feed: HL7 version 2 messages over MLLP, from the patient administration system and whatever
// else books, admits and discharges.
//
// A message comes in a frame (frame.go), is read into a Message (message.go, value.go, moment.go, charset.go), is kept and applied by
// one transaction, and is then acknowledged (ack.go). What cannot be read is kept as it came, for a person to correct.
//
// The parser is ours: no HL7 parser for Go that is kept up could be had. It knows nothing of patients; what a message means stands in
// the mapping.
package hl7
