package classify

import "slices"

// dutyCue is a cue of formal duties: a group of phrases, in the notation of a
// cue, that come to the same thing for telling which duties a letter carries.
type dutyCue struct {
	name    string
	phrases string // one a line
	says    says
}

// says is what a cue says of obligations before anything is learned: the
// weights that training begins from and is held to, so that few letters teach
// much. A cue that says nothing is learned from nothing.
type says map[Obligation]float64

// dutyCues are all of them. Some are broad and some so plain that they nearly
// decide; some speak against a duty.
var dutyCues = slices.Concat(informationCues, dataCues, complaintCues, parliamentCues, pressCues, asideCues)
