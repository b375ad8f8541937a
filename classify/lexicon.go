package classify

// A cue is a group of phrases that say the same kind of thing about a
// sentence: who speaks, of whom, when, how bad, in what frame. The concern
// model learns what each cue, and each two together, is worth.
//
// Phrases are folded words. "cope*" stands for every word that begins so,
// "a|b" for either word, "_" for up to three words that do not matter.
type cue struct {
	name    string
	phrases string // one a line
}

// makeBelieve is the one cue that reaches forward: once a letter has said that
// a script or a scenario follows, all its later sentences know.
const makeBelieve = "make-believe"

// Cues about who, when and how things stand.
var cues = []cue{
	{"self", `
		i|im|ive|id|ill|me|my|myself
		dwi|rwy|rydw|rwyf|dw|fi|hun|roeddwn|mi`},
	{"relation", `
		my|our son|daughter|husband|wife|partner|mum|mother|mam|dad|father|brother|sister|boy|girl|lad|nan|uncle|aunt|nephew|niece|cousin
		my|our grandson|granddaughter|friend|mate|boyfriend|girlfriend|flatmate|housemate|neighbour|colleague|ex|child|stepson|stepdaughter
		one of my|our|the|mine|ours
		my|our|a pupil|student|tenant|client|patient|learner|employee|caller|resident|lodger
		fy|ein mab|merch|ngwr|ngwraig|mrawd|chwaer|ffrind|mam|nhad|mhartner
		fy|ei gwr|wraig|fab|ferch|frawd`},
	{"other", `
		he|she|hes|shes|him|her|his|hed|shed|theyre
		ei|fo|fe|hi|iddo|iddi|mae o|mae hi`},
	{"now", `
		tonight|now|today|tomorrow|currently|yesterday
		this morning|afternoon|evening|week|weekend|minute
		last night
		right now
		at the moment
		since yesterday|yesterday|saturday|friday|sunday|monday
		any more
		anymore
		this time
		in the morning
		heno|nawr|rwan|heddiw|neithiwr|yfory
		bore ma
		y bore`},
	{"asks for help", `
		please help
		help me
		what do i|we do
		what should i|we do
		what can i|we do
		what i|we should do
		who do|can i|we ring|call|tell|phone|speak|talk|turn
		dont know who|what|where to
		nowhere else|left to turn
		nobody to|else
		somebody i can
		someone i can
		is there someone|anyone|somebody|anybody
		urgent*
		beth ddylwn
		be wna i
		ddim yn gwybod _ droi
		at bwy`},
}

// Cues of danger.
var dangerCues = []cue{
	{"to die", `
		want|wanted|wants|wanting to die
		dont|doesnt|didnt|not want|wanting to live
		dont|doesnt|not want|wanting to be here|alive|around
		dont|doesnt want to wake
		wish|wishes|wished i|he|she was|were|wasnt|werent dead|alive|here
		rather be dead
		wont be here|around
		not|never be here|around
		be around to
		be around for|much
		be gone by
		not waking up
		stop wanting to
		gone by
		done with
		reason|reasons not to|to
		yma erbyn
		never wake up
		be dead
		suicidal
		eisiau marw
		isio marw
		ddim eisiau|isio byw
		ddim eisiau|isio bod yma
		dim eisiau|isio byw`},
	{"own life", `
		kill|killing|killed myself
		end|ending|ended my|his|her own|life|it
		end it all
		end things
		take|taking|took|taken my|his|her own life
		taking my life
		take my life
		kill|killing himself|herself|themselves|themself
		ending it|things
		do something stupid|silly|to
		not go on
		be|being alive
		lladd fy hun
		lladd ei hun
		gwneud amdan*
		diwedd ar bopeth
		dod a`},
	{"hurt", `
		hurt|hurting|harm|harming|cut|cutting|burn|burning myself|himself|herself|themselves
		self harming|harmed|harms
		selfharming
		overdose*
		taken _ tablets|pills
		tablets|pills
		anafu|niweidio|brifo fy|ei hun
		hunan niweidio`},
	{"hopeless", `
		no point
		whats|what the point
		cant|cannot|couldnt go on
		cant|cannot keep going|doing
		cant|cannot|couldnt see a|any|another|myself|past|beyond
		see a way
		no|only way out|through
		way out
		cant|cannot do this|it anymore|any|much
		cant|cannot take any|much|it
		cant|cannot cope
		not coping
		had enough
		done with
		done asking|trying|fighting
		nothing left
		nothing to live
		no future
		no reason
		give|giving|given up
		gave up
		tired of everything|living|it|this|fighting|trying|being
		so tired
		end of my
		at the end
		breaking|break point
		rock bottom
		with anything|everything
		rhy drwm
		dim ots
		hopeless*
		worthless
		empty|numb
		dont care what
		doesnt matter
		not that it matters
		wont matter
		wont need
		be needing
		dim pwynt
		ddim yn gweld pwynt
		methu cario
		methu mynd
		methu ymdopi
		wedi cael digon
		wedi blino
		dim gobaith
		anobaith`},
	{"burden", `
		better|happier off without
		better without
		a burden
		wasting _ time
		in the way
		dead weight
		nobody|noone would|ll|will miss|notice|care
		no one would|will miss|notice|care
		well|gwell hebdd*
		baich`},
	{"farewell", `
		say|said|saying goodbye
		made up my|his|her mind
		stopped booking|planning
		wont be any|here|there
		goodbye
		good bye
		sorry for everything
		sorry about everything
		thanks|thank for everything
		look after _ for
		please look after
		take care of _ for
		none of it|this was|is
		been a privilege
		things|affairs in order
		wont|not hear from me
		by the time you
		last email|message|letter|time
		giving away
		given away
		wrote|written|left a|notes|letters note|letter|letters
		a note|letter to|for
		ffarwel
		hwyl fawr
		diolch am bopeth
		maddeu*`},
	{"fear for", `
		frightened|scared|terrified|afraid|worried|worrying|fear|fearing|anxious|petrified for|about|he|she|hes|shes|that|what|sick|to
		really|so|very worried|frightened|scared
		frightened|scared|worried
		beside myself
		dont think|feel _ safe
		isnt|not|is safe
		unsafe
		isnt like her|him
		not|never safe
		high|immediate|real risk of
		in danger
		yn saff
		not like her|him
		ofn*
		poeni
		pryderu
		becso`},
	{"out of reach", `
		not|isnt|wont|hasnt|hasn answering|answered|answer|replied|picked|picking
		no answer
		cant|couldnt reach|find|get hold
		gone missing
		awol|absconded|abscond|escorted
		failed to return
		not been seen
		police informed|called|looking|told
		missing
		phone|mobile _ off
		hasnt|not|didnt come|came home|back
		walked out
		locked _ room|bathroom|door
		left the house
		drove off
		gone off
		ddim yn ateb`},
	{"low", `
		cant|not sleep|sleeping|eat|eating|breathe|stop
		crying
		panic
		in crisis
		sent me|him|her home|away
		stood on
		on the bridge
		at the station
		a and e
		on my own
		alone
		nobody|noone|no one knows|understands|listens|left|listen
		crio
		methu cysgu
		ar ben fy hun
		neb`},
	{"told", `
		told|tells|text|texted|messaged|rang|phoned me|us
		said|says|saying he|she|hes|shes|theres|that|to
		he|she said|says|wrote|posted
		has just
		just told
		dywedodd
		wedi dweud
		meddai`},
}

// Cues that the sentence is framed: it is not about danger now.
var frameCues = []cue{
	{"not so", `
		not|never|isnt suicidal|in danger|at risk
		no risk|danger|concern*
		not in crisis|a bad
		before you ask
		dont worry
		no longer
		not urgent
		joking|joke|lol|haha|figure of speech|metaphor*|kidding
		nid wyf
		dim risg`},
	{"well", `
		im|am|were|hes|shes fine|ok|okay|well|happy|better|managing|alright|good
		im|am quite|honestly|perfectly|very|really|doing fine|ok|okay|well|happy|better|alright
		right as rain
		never been better
		behind me|us
		got|getting better
		is finished
		is|are grand|fine|well|safe|steady|stable|ok|okay now
		ends ok|well
		been seen by
		at home|work|college|school now
		well and back
		thanked me
		it isnt
		good life
		well supported
		well now|and
		thankfully|mercifully
		no thanks
		dwin iawn
		rwyn iawn
		iawn nawr|rwan|erbyn`},
	{"past", `
		years|months ago
		when i was
		used to
		in my teens|twenties|youth
		ive been|recovered well|recovered
		in recovery
		well now
		well for
		since then
		back then
		at the time
		died
		passed away
		lost my|our|his|her|a
		late husband|wife|son|daughter|brother|sister|father|mother
		bereave*
		anniversary|inquest|coroner*|funeral
		in 19*|20*
		bu farw
		flynyddoedd yn ol
		collodd|collais`},
	{makeBelieve, `
		role play|plays|played|player|players|playing
		roleplay*
		scenario*|vignette*|script*|scene|scenes|character*|actor*|fictional|fictitious|imaginary|pretend|drama|novel|lyric*|poem|poems|verse
		case stud*
		example|sample sentence|sentences|statement*|text|call|message
		senario*|cymeriad
		chwarae rol`},
	{"training frame", `
		exercise|module|session|sessions|slide*|quiz|video|film|clip|trainee*|delegate*|participant*|workshop|course
		hyfforddiant|modiwl|cwrs`},
	{"quotation", `
		quote*|quotation|lyric*|song*|poem|verse|chorus|novel|line|title|titled|called|headline|reads|entitled
		says|said|saying|asked|answers|replies
		in the words
		dyfyniad|geiriau`},
	{"professional", `
		our|the|these|those|all|many|some|most patients|clients|users|pupils|students|staff|callers|people|residents|volunteers
		service users
		caseload|supervis*|audit|polic*|protocol|guidance|framework*|research|study|data|dataset|survey|dissertation|thesis|strategy|commission*|team
		people|anyone|someone|somebody|those|patients|anybody who
		if youre|you are|a|someone|somebody
		a person
		people _ say|tell|cry
		some say
		risk assessment*|assess
		safety plan|plans|planning
		staff|fframwaith|ymchwil|polisi|hyfforddiant`},
	{"idiom", `
		killing|kills me
		dying to|of|for|here
		to die for
		death by
		bored|boring to death
		shoot me
		career|political|commercial|financial suicide
		suicide mission|squad|note
		drive|driving|drives me mad|up|crazy|insane
		tearing my hair`},
	{"service", `
		log|logging in|on
		login|password|certificate*|module*|download*|link*|pdf|invoice*|booking*|venue|accredit*|register*
		cost*|price*|dates|places|facilitator*
		cyfrinair|tystysgrif|dolen`},
}
