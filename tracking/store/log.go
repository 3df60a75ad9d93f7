package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

const slow = time.Second

// slowQueries tells the operator of statements that take too long, without their values: those are patients' data.
type slowQueries struct{ log *slog.Logger }

func (q slowQueries) LogMode(logger.LogLevel) logger.Interface { return q }
func (q slowQueries) Info(context.Context, string, ...any)     {}
func (q slowQueries) Warn(context.Context, string, ...any)     {}
func (q slowQueries) Error(context.Context, string, ...any)    {} // errors are returned, and logged once by the caller
func (q slowQueries) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

func (q slowQueries) Trace(ctx context.Context, begin time.Time, fc func() (string, int64), _ error) {
	if took := time.Since(begin); took > slow && q.log != nil {
		sql, rows := fc()
		if len(sql) > 500 {
			sql = sql[:500]
		}
		q.log.WarnContext(ctx, "slow statement", "sql", sql, "rows", rows, "took", took)
	}
}

// quietDriver keeps the MySQL driver from printing to standard error: what it would say is returned as an error as well.
type quietDriver struct{}

func (quietDriver) Print(...any) {}
