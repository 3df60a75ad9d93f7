package labels

import (
	"fmt"
	"strings"
)

// Bars draws a code as Code 128 for a line of a printed list: the path of its black bars, one unit a module wide and one unit tall, and
// how many modules it has with its quiet zones. Lists are not labels: their bars may be lower.
func Bars(code string) (path string, modules int, err error) {
	l := Label{Code: code}
	s, err := l.encode()
	if err != nil {
		return "", 0, err
	}
	var b strings.Builder
	for _, bar := range s.bars {
		fmt.Fprintf(&b, "M%d 0h%dv1h-%dz", bar.at+s.quiet, bar.width, bar.width)
	}
	return b.String(), s.width + 2*s.quiet, nil
}
