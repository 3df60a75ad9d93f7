package main

import (
	"context"
	"errors"
	"maps"
	"strings"

	"casenotes/api/hl7"
	"casenotes/tracking/synthetic"
)

// takeMessages shows in the demo how a feed looks: its places are mapped, a few patients were brought up to date, one message has
// something wrong with it, and one waits for a place to be mapped. None of it moves a folder, or asks for one.
func (p program) takeMessages(ctx context.Context, o *opened) error {
	feed := &hl7.Feed{Service: o.service, Store: o.store, Mapping: hl7.Mapping{Zone: o.zone, Booked: o.store.Booking}, Now: p.now, Log: o.log}
	all, err := o.store.Locations(ctx)
	if err != nil {
		return err
	}
	codes := map[string]string{}
	for _, l := range all {
		codes[l.Name] = l.Code
	}
	places := maps.Clone(synthetic.FeedWards)
	maps.Copy(places, synthetic.FeedClinics)
	for place, name := range places {
		if code := codes[name]; code != "" {
			_, _, mapped := feed.Map(ctx, operator(), synthetic.FeedFacility+"/"+place, code)
			err = errors.Join(err, mapped)
		}
	}
	var texts []string
	for m := range synthetic.Feed(synthetic.FeedOptions{Messages: 400, Patients: 1000, Day: p.now().AddDate(0, 0, -1), Seed: 7}) {
		if strings.Contains(m.Text, "ADT^A31") && len(texts) < 12 {
			texts = append(texts, m.Text)
		}
	}
	now := p.now().In(o.zone).Format("20060102150405")
	header := "MSH|^~\\&|PAS|" + synthetic.FeedFacility + "|CASENOTES|" + synthetic.FeedFacility + "|" + now + "||"
	texts = append(texts, header+"ADT^A08|demo-1|P|2.4\rEVN|A08|"+now+"\rPID|1||||Nobody^Known||19500102|F\r",
		header+"SIU^S12|demo-2|P|2.4\rSCH||demo-77|||||||||^^^"+p.now().AddDate(0, 0, 7).Format("20060102")+"093000\rPID|1||"+"NOBODY1^^^"+synthetic.FeedFacility+"^MR||Nobody^Known\rAIL|1||PAIN^^^"+synthetic.FeedFacility+"\r")
	for _, text := range texts {
		_, _, taken := feed.Take(ctx, []byte(text))
		err = errors.Join(err, taken)
	}
	return err
}
