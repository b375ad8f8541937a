package mailbox

import "testing"

func TestEncodedWords(t *testing.T) {
	for raw, want := range map[string]string{
		"=?utf-8?Q?caf=C3=A9?=":                             "café",
		"=?utf-8?q?caf=c3=a9?= =?UTF-8?Q?_bar?=":            "café bar",
		"=?utf-8?B?Y2Fmw6k?=":                               "café",
		"=?utf-8?B?Y2Fm w6k=?=":                             "café",
		"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=":                "café",
		"=?utf-8?B?8J-YgA?=":                                "😀", // the alphabet for web addresses
		"=?UTF-8? Q?caf=C3=A9?=":                            "café",
		"=? utf-8 ?Q?caf=C3=A9?=":                           "café",
		"=?\"utf-8\"?Q?caf=C3=A9?=":                         "café",
		"=??Q?caf=C3=A9?=":                                  "café",
		"=?unknown-8bit?Q?caf=E9?=":                         "café",
		"=?iso-8859-1?Q?caf=C3=A9?=":                        "café", // labelled wrongly
		"=?utf-8?Q?caf=E9?=":                                "café",
		"=?gb2312?B?udjT2sj91MK33bXExeDRtb/Os8w=?=":         "关于三月份的培训课程",
		"=?us-ascii?B?udjT2sj91MK33bXExeDRtb/Os8w=?=":       "关于三月份的培训课程",
		"=?utf-8?Q?Who?=20are=20you?=":                      "Who? are you",
		"=?utf-8?Q?a b c?=":                                 "a b c",
		"=?utf-8?Q?abc =?utf-8?Q?def?=":                     "abc def",
		"=?utf-8?Q?abc":                                     "abc",
		"\"=?utf-8?Q?caf=C3=A9?=\"":                         "\"café\"",
		"a=?utf-8?Q?=C3=A9?=b":                              "aéb",
		"=?utf-8?Q?=3D=3Futf-8=3FQ=3Fcaf=3DC3=3DA9=3F=3D?=": "café", // encoded twice
		"=?utf-8?Q?=3D=3Futf-8=3FQ=3Fno=3F=3D?=":            "=?utf-8?Q?no?=",
		"=?utf-8*cy?Q?t=C5=B7?=":                            "tŷ",
		"=?utf-8?Q?caf=C3=A9?= =?koi8-r?B?5MHU?=":           "caféДат",
		"2=?3 and a=?b":                                     "2=?3 and a=?b",
		"=?utf-8?X?abc?=":                                   "=?utf-8?X?abc?=",
		"=?utf-8?Q?e=CC=81?=":                               "é", // one Unicode form
		"=?utf-8?Q?p=E2=80=8Bay=E2=80=AE_in=C2=ADvoice?=":   "pay invoice",
		"=?utf-8?Q?pa=E2=80=8Dy?=":                          "pay",
	} {
		if got := decodeHeader([]byte(raw), ""); got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}

func TestVisible(t *testing.T) {
	const wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
	for raw, want := range map[string]string{
		"Cymru " + wales:                         "Cymru " + wales,
		"hid\U000e0068\U000e0069den":             "hidden",
		"\U0001f3f4\U000e0067\U000e0062 no flag": "\U0001f3f4 no flag",
		"❤\ufe0f and 1\ufe0f\u20e3":              "❤\ufe0f and 1\ufe0f\u20e3",
		"a\ufe0f\ufe01\ufe02b":                   "ab",
		"❤\ufe0f\ufe01\ufe02":                    "❤\ufe0f",
		"葛\U000e0100飾 a\U000e0101b":              "葛\U000e0100飾 ab",
		"👩\u200d💻 a\u200db":                      "👩\u200d💻 ab",
		"so\u00adft \u2066right\u2069 \u3164gap": "soft right gap",
		"ℌello Ⅻ ½":                              "ℌello Ⅻ ½",
		"e\u0301 A\u030a":                        "é Å",
		"line\u2028two\x0bthree":                 "line\ntwo\nthree",
	} {
		if got := cleanText(raw); got != want+"\n" {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
