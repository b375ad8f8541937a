package classify

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(asTheProgram); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkClassify reports letters a second on one core: over the letters of
// the training part as they are, and over letters as long as they come, of
// 600 to 8,000 bytes and 3 KB in the mean, a third of them with mail passed on.
func BenchmarkClassify(b *testing.B) {
	c, err := trained()
	if err != nil {
		b.Fatal(err)
	}
	examples, err := trainingPart(nil)
	if err != nil {
		b.Fatal(err)
	}
	var corpus []Letter
	for _, e := range examples {
		corpus = append(corpus, e.Letter)
	}
	for name, letters := range map[string][]Letter{"corpus": corpus, "typical": typicalLetters(500)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				c.Classify(letters[i%len(letters)])
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}

// BenchmarkClassifyOnAllCores is the work as the desk does it.
func BenchmarkClassifyOnAllCores(b *testing.B) {
	c, err := trained()
	if err != nil {
		b.Fatal(err)
	}
	letters := typicalLetters(500)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			c.Classify(letters[i%len(letters)])
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
	b.ReportMetric(float64(runtime.GOMAXPROCS(0)), "cores")
}

// BenchmarkClassifyLength shows how the work grows with a text's length.
func BenchmarkClassifyLength(b *testing.B) {
	c, err := trained()
	if err != nil {
		b.Fatal(err)
	}
	whole := typicalText(rand.New(rand.NewPCG(3, 4)), voices[0], 4<<20)
	for _, size := range []int{4 << 10, 16 << 10, 64 << 10, 1 << 20, 4 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			l := Letter{Subject: "Minutes", Own: whole[:size]}
			for b.Loop() {
				c.Classify(l)
			}
		})
	}
}

// A voice is how one kind of people write.
type voice struct {
	subjects, sentences []string
	between             string
	plain               bool // no capitals and no stops
}

var voices = []voice{
	{subjects: []string{"Competence framework", "Booking for the autumn", "Governance query"}, between: " ", sentences: []string{
		"I am writing on behalf of the %s team regarding the %s framework that was published last year.",
		"Could you please confirm which edition of the %s document we should be citing in our %s policy?",
		"Our %s lead has asked whether the course in %s is still open to voluntary organisations.",
		"We would be grateful for an invoice of £%d, to reach us before the %dth of March.",
		"The minutes of the %s steering group are attached, together with a summary of the %s evaluation.",
		"You can reach me on 01632 960%d between 9:30 and 17:00, or by post at the %s centre.",
	}},
	{subjects: []string{"cant log in", "Fw: module", "help pls"}, between: "\n", plain: true, sentences: []string{
		"hi i cant get into the %s module it just spins and then says error %d",
		"ive tried chrome and edge and my mates %s and it still doesnt load",
		"my manager says i need the certificate by friday or i cant do my %s shift",
		"can someone pls reset it or tell me who to ring about %s",
		"it got to %d%% and froze again",
	}},
	{subjects: []string{"Ymholiad am hyfforddiant", "Fframwaith"}, between: " ", sentences: []string{
		"Annwyl bawb, hoffwn wybod a yw'r cwrs ar %s ar gael yn Gymraeg.",
		"Mae gennym %d aelod o staff yn yr adran %s sydd angen lle ar yr hyfforddiant.",
		"Diolch yn fawr am eich cymorth gyda'r fframwaith %s.",
		"A oes fersiwn hawdd ei ddarllen o'r ddogfen %s?",
	}},
	{subjects: []string{"Is this the right place?", "Volunteering", "Thank you"}, between: "\n\n", sentences: []string{
		"I don't know whether this is the right place to ask, but my %s suggested that I write to you.",
		"She said \"there's a %s group that meets in the library\" and I've been wondering about it since.",
		"It has been a long winter, what with the %s and the trains, and I'm glad it's nearly over.",
		"We lost my husband's brother two years ago, and since then I've wanted to do something with %s.",
		"Do you still run the evening talks on %s? I'd be happy to help with tea & coffee!",
		"My daughter's school (the one near the %s) was looking for a speaker too.",
	}},
}

var fillers = strings.Fields(`pharmacy midwifery allotment ambulance harbour Lincolnshire railway postgraduate community
	paramedic safeguarding choir procurement dental sixth-form orchard Pembrokeshire counselling bereavement refurbishment
	hydrotherapy cathedral apprenticeship neighbour veterinary bakery astronomy multidisciplinary gardening receptionist`)

// typicalLetters makes letters, always the same ones.
func typicalLetters(n int) []Letter {
	random := rand.New(rand.NewPCG(1, 2))
	letters := make([]Letter, n)
	for i := range letters {
		v := voices[random.IntN(len(voices))]
		size := min(600+int(2400*random.ExpFloat64()), 8000)
		l := Letter{FromName: "Sam", FromEmail: "sam@trust.example.org", Subject: v.subjects[random.IntN(len(v.subjects))]}
		l.Own = typicalText(random, v, size)
		l.Whole = l.Own + "\n\n--\nSam\n"
		if i%3 == 0 {
			l.Passed = typicalText(random, voices[random.IntN(len(voices))], size/2)
			l.Whole += "> " + strings.ReplaceAll(l.Passed, "\n", "\n> ")
		}
		letters[i] = l
	}
	return letters
}

// typicalText writes sentences until there are size bytes.
func typicalText(random *rand.Rand, v voice, size int) string {
	var b strings.Builder
	for b.Len() < size {
		s := v.sentences[random.IntN(len(v.sentences))]
		for strings.Contains(s, "%s") {
			s = strings.Replace(s, "%s", fillers[random.IntN(len(fillers))], 1)
		}
		for strings.Contains(s, "%d") {
			s = strings.Replace(s, "%d", fmt.Sprint(10+random.IntN(90)), 1)
		}
		b.WriteString(strings.ReplaceAll(s, "%%", "%"))
		b.WriteString(v.between)
	}
	return b.String()[:size]
}
