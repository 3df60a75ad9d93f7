package tracking_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAPrintJobSaysWhatItDoesNotPrint(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		_, err := y.Service.PreparePrint(t.Context(), trackingtest.Admin, tracking.NewPrint{ID: uuid.NewString(), Codes: []string{b.Code}})
		if err == nil || !strings.Contains(err.Error(), "from its own page") {
			t.Error(err)
		}
	})
}
