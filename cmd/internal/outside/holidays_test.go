package outside

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func serve(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestBankHolidaysReadsOneDivision(t *testing.T) {
	url := serve(t, 200, `{"scotland":{"division":"scotland","events":[{"title":"2nd January","date":"2027-01-04"}]},
		"england-and-wales":{"division":"england-and-wales","events":[{"title":"New Year's Day","date":"2027-01-01","notes":"","bunting":true}]}}`)
	got, err := BankHolidays(t.Context(), http.DefaultClient, url, "england-and-wales")
	if err != nil || len(got) != 1 || !got[0].Equal(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %v, %v; want 2027-01-01 alone", got, err)
	}
}

func TestBankHolidaysRefusesWhatIsNoList(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"a server error":  {503, "", "503"},
		"a web page":      {200, "<html>Sign in to the Wi-Fi</html>", "invalid character"},
		"an empty list":   {200, `{"england-and-wales":{"events":[]}}`, "no dates"},
		"no such area":    {200, `{"wales":{"events":[{"date":"2027-01-01"}]}}`, "no dates"},
		"a date in words": {200, `{"england-and-wales":{"events":[{"date":"1 January"}]}}`, "parsing time"},
		"an endless list": {200, `{"england-and-wales":{"events":[` + strings.Repeat(`{"date":"2027-01-01"},`, 60000), "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := BankHolidays(t.Context(), http.DefaultClient, serve(t, c.status, c.body), "england-and-wales")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got error %v, want one that says %q", err, c.want)
			}
		})
	}
}
