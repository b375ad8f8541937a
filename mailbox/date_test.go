package mailbox

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	for _, c := range []struct {
		want   string
		fields []string
	}{
		{"2026-06-01T10:00:00+01:00", []string{
			"Mon, 1 Jun 2026 10:00:00 +0100", "1 Jun 26 10:00 +0100", "Mon,1 Jun 2026 10:00:00 +01:00", "Mon, 1 June 2026 10:00:00 BST", "Mon Jun  1 10:00:00 BST 2026",
			"Mon Jun  1 10:00:00 2026 +0100", "Mon Jun 1 2026 10:00:00 GMT+0100 (British Summer Time)", "2026-06-01T10:00:00.123+01:00", "Mon, 1 Jun 2026 10.00.00 +0100",
			"Mon, 1 Jun 2026 10:00:00 +1", "Mon, 1 Jun 2026 10:00:00 +100", "Mon, 1 Jun 2026 10:00:00 UTC+1", "Mon, 1 Jun 2026 10:00:00 (GMT+01:00)", "1/Jun/2026:10:00:00 +0100",
			"June 1, 2026 10:00:00 AM BST", "=?utf-8?Q?Mon,_1_Jun_2026_10:00:00_+0100?=", "Mon,\u00a01 Jun 2026 10:00:00 +0100", "Llun, 1 Meh 2026 10:00:00 +0100",
			"mar., 1 juin 2026 10:00:00 +0100", "Mo, 1 Juni 2026 10:00:00 +0100", "Пн, 1 июн 2026 10:00:00 +0100", "1 de junio de 2026 10:00:00 +0100",
		}},
		{"2026-06-01T10:00:00Z", []string{
			"Monday, June 1, 2026 10:00 AM", "Jun 1 2026 10:00:00", "2026-06-01 10:00:00", "2026/06/01 10:00:00", "20260601T100000Z", "20260601100000", "01/06/2026 10:00:00",
			"01.06.2026 10:00", "2026年6月1日 10:00:00", "1780308000", "1st June 2026 10:00", "Mon, Jun 1, 2026 at 10:00 AM", "Mon, 1 Jun 2026 10:00:00 +9999", "Mon, 1 Jun 0026 10:00:00 +0000",
		}},
		{"2026-06-13T00:30:00Z", []string{"06/13/2026 12:30 am", "13 Jun 2026 12:30:00 AM", "13 Jun 2026 00:30 GMT"}},
		{"2026-06-02T00:00:00Z", []string{"Mon, 1 Jun 2026 24:00:00 GMT", "2 June 2026", "2026-06-02"}},
		{"1969-02-13T23:32:00-03:30", []string{"Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)"}},
		{"", []string{"", "yesterday", "Mon, 32 Jun 2026 10:00:00 +0100", "Mon, 1 Jun 2026 25:00:00 +0100", "call 01632 960001", "1 Jun 12026"}},
	} {
		for _, field := range c.fields {
			got, ok := parseDate(field)
			if ok != (c.want != "") || ok && got.Format(time.RFC3339) != c.want {
				t.Errorf("%q: got %v, %v; want %s", field, got, ok, c.want)
			}
		}
	}
}
