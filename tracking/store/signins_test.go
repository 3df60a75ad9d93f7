package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

func TestABrowserThatAsksForManyPagesAtOnceKeepsItsSession(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		sessions := store.SignIns{DB: h.Store, Now: h.Clock.Now}
		var group sync.WaitGroup
		for i := range 16 {
			group.Go(func() {
				for n := range 20 {
					if err := sessions.CommitCtx(t.Context(), "token", fmt.Appendf(nil, "%d of %d", n, i), time.Now().Add(time.Hour)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if data, found, err := sessions.FindCtx(t.Context(), "token"); err != nil || !found || string(data[:6]) != "19 of " {
			t.Errorf("%q, %t, %v", data, found, err)
		}
	})
}
