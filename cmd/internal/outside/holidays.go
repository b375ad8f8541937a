// Package outside asks the outside world for what is not mail: the United
// Kingdom's bank holidays today, webhooks as they come.
//
// It calls only addresses that the configuration names, always with a deadline
// and a bound on what it reads, and sends nothing about any letter or person.
package outside

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// holidaysTimeout bounds the whole request; holidaysBytes what is read of the
// answer, which is some 20 KB in practice.
const (
	holidaysTimeout = 10 * time.Second
	holidaysBytes   = 1 << 20
)

// BankHolidays fetches the bank holidays of one division ("england-and-wales",
// "scotland", "northern-ireland") from a URL that answers as
// https://www.gov.uk/bank-holidays.json does. The dates are in the order given,
// at midnight UTC. An answer without dates is an error, so that an empty list
// never passes for a year without holidays.
func BankHolidays(ctx context.Context, client *http.Client, url, division string) ([]time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, holidaysTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("bank holidays: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("bank holidays: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("bank holidays: %s answered %s", url, response.Status)
	}
	dates, err := readHolidays(io.LimitReader(response.Body, holidaysBytes), division)
	if err != nil {
		return nil, fmt.Errorf("bank holidays: the answer of %s: %w", url, err)
	}
	return dates, nil
}

func readHolidays(r io.Reader, division string) ([]time.Time, error) {
	var answer map[string]struct {
		Events []struct {
			Date string `json:"date"`
		} `json:"events"`
	}
	if err := json.NewDecoder(r).Decode(&answer); err != nil {
		return nil, err
	}
	var dates []time.Time
	for _, e := range answer[division].Events {
		date, err := time.Parse(time.DateOnly, e.Date)
		if err != nil {
			return nil, err
		}
		dates = append(dates, date)
	}
	if len(dates) == 0 {
		return nil, errors.New("it holds no dates for " + division)
	}
	return dates, nil
}
