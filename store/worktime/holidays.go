package worktime

import "time"

// bankHolidays are those of England and Wales, substitute days instead of the
// days they stand for, as gov.uk/bank-holidays published them (its archive for
// the years it no longer shows). The years ahead follow the standing rules of
// the Banking and Financial Dealings Act 1971; a proclamation may still add to
// them, which is why the list can be refreshed.
var bankHolidays = map[int][]Date{
	2019: {{0, 1, 1}, {0, 4, 19}, {0, 4, 22}, {0, 5, 6}, {0, 5, 27}, {0, 8, 26}, {0, 12, 25}, {0, 12, 26}},
	// Early May was moved to the 75th anniversary of VE day.
	2020: {{0, 1, 1}, {0, 4, 10}, {0, 4, 13}, {0, 5, 8}, {0, 5, 25}, {0, 8, 31}, {0, 12, 25}, {0, 12, 28}},
	2021: {{0, 1, 1}, {0, 4, 2}, {0, 4, 5}, {0, 5, 3}, {0, 5, 31}, {0, 8, 30}, {0, 12, 27}, {0, 12, 28}},
	// Spring was moved and joined by the Platinum Jubilee; the State Funeral of Queen Elizabeth II.
	2022: {{0, 1, 3}, {0, 4, 15}, {0, 4, 18}, {0, 5, 2}, {0, 6, 2}, {0, 6, 3}, {0, 8, 29}, {0, 9, 19}, {0, 12, 26}, {0, 12, 27}},
	// The coronation of King Charles III, 8 May.
	2023: {{0, 1, 2}, {0, 4, 7}, {0, 4, 10}, {0, 5, 1}, {0, 5, 8}, {0, 5, 29}, {0, 8, 28}, {0, 12, 25}, {0, 12, 26}},
	2024: {{0, 1, 1}, {0, 3, 29}, {0, 4, 1}, {0, 5, 6}, {0, 5, 27}, {0, 8, 26}, {0, 12, 25}, {0, 12, 26}},
	2025: {{0, 1, 1}, {0, 4, 18}, {0, 4, 21}, {0, 5, 5}, {0, 5, 26}, {0, 8, 25}, {0, 12, 25}, {0, 12, 26}},
	2026: {{0, 1, 1}, {0, 4, 3}, {0, 4, 6}, {0, 5, 4}, {0, 5, 25}, {0, 8, 31}, {0, 12, 25}, {0, 12, 28}},
	2027: {{0, 1, 1}, {0, 3, 26}, {0, 3, 29}, {0, 5, 3}, {0, 5, 31}, {0, 8, 30}, {0, 12, 27}, {0, 12, 28}},
	2028: {{0, 1, 3}, {0, 4, 14}, {0, 4, 17}, {0, 5, 1}, {0, 5, 29}, {0, 8, 28}, {0, 12, 25}, {0, 12, 26}},
}

// The years of the shipped list, both included.
const firstShipped, lastShipped = 2019, 2028

// EnglandAndWales lists the shipped bank holidays, 2019 to 2028, in order.
func EnglandAndWales() []Date {
	var all []Date
	for year := firstShipped; year <= lastShipped; year++ {
		for _, d := range bankHolidays[year] {
			all = append(all, Date{year, time.Month(d.Month), d.Day})
		}
	}
	return all
}
