package store

import (
	"context"
	"fmt"

	"casenotes/tracking"
)

// checkStays works every stay out again from its events, and compares; and on which ward each patient is said to be.
func (s *Store) checkStays(ctx context.Context, tell func(string)) error {
	for after := tracking.StayID(0); ; {
		var list []tracking.Stay
		if err := s.db(ctx).Where("id > ?", after).Order("id").Limit(everyPage).Find(&list).Error; err != nil || len(list) == 0 {
			return translate(err)
		}
		last := list[len(list)-1].ID
		var visits []struct {
			Code   string
			StayID tracking.StayID
		}
		if err := s.db(ctx).Raw("SELECT code, stay_id FROM visits WHERE stay_id > ? AND stay_id <= ?", after, last).Scan(&visits).Error; err != nil {
			return translate(err)
		}
		stayOf := map[string]tracking.StayID{}
		for _, v := range visits {
			stayOf[v.Code] = v.StayID
		}
		var events []tracking.StayEvent
		if err := s.db(ctx).Where("visit IN (SELECT code FROM visits WHERE stay_id > ? AND stay_id <= ?)", after, last).Order("id").Find(&events).Error; err != nil {
			return translate(err)
		}
		of := map[tracking.StayID][]tracking.StayEvent{}
		for _, e := range events {
			of[stayOf[e.Visit]] = append(of[stayOf[e.Visit]], e)
		}
		for _, one := range list {
			if problem := tracking.AuditStay(one, of[one.ID]); problem != "" {
				tell(fmt.Sprintf("stay %d: %s", one.ID, problem))
			}
		}
		after = last
	}
}
