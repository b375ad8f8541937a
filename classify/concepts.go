package classify

// A concept is a group of phrases that come to the same thing for sorting by
// topic. Concepts are features like words: the model learns what each is worth
// for each topic, so a team's own topic may use them too. The notation is that
// of a cue.
var concepts = []cue{
	{"[a document]", `
		framework*|document*|leaflet*|booklet*|pdf*|brochure*|guide|poster*|paper|report|handout*|printout*|manual
		competence|competency|competences|competencies
		the map
		self assessment tool
		service user*|users version|document|one|leaflet
		fframwaith|dogfen|taflen|llyfryn|cymwyseddau`},
	{"[to get or find it]", `
		download*
		get hold
		find _ framework|document|pdf|leaflet|it
		where can|do i|we find|get|download
		page|file not found
		dead|broken|old link|links
		link _ dead|broken|gone|moved
		has it|they moved
		hard|paper|printed|large|word|spare copy|copies|print
		copies
		send|post|email|forward me|us|a|the|it|one
		lawrlwytho|copi|copiau`},
	{"[version]", `
		version*|edition|updated|update|revised|revision|latest|newer|newest|superseded|withdrawn|published|publication
		up to date
		easy read
		translat*|braille
		fersiwn|diweddaraf|cyfieith*`},
	{"[to use or cite it]", `
		cite|citing|citation|reference|referencing|harvard|apa|doi|isbn|author|authors|publisher|licence|license|copyright|permission|permitted|adapt|adapting|reproduce|reprint|laminate|quote|translate|logo|attribution|wording
		may we|i use|print|adapt|copy|put|share|translate|reproduce
		allowed to
		page number|numbers
		page 0*|1*|2*|3*|4*|5*|6*|7*|8*|9*
		ucl|nccmh
		hawlfraint|caniatad|dyfynnu`},
	{"[which strand]", `
		strand|strands|annex|appendix|domain|domains|descriptor*
		children and young
		adults and older
		working with the public
		older adults|people
		which framework|version|one|document
		young people version|framework|one|document`},
	{"[a course]", `
		course|courses|workshop*|webinar*|seminar*|conference|inset|masterclass*|bootcamp|refresher|programme|curriculum|curricula|syllabus
		training
		train the trainer
		trained in
		study|training|inset|away|half day|days
		face to face
		in person
		cwrs|cyrsiau|hyfforddiant|gweithdy`},
	{"[who gives it]", `
		trainer*|facilitator*|facilitate|facilitating|speaker*|instructor*|tutor|provider*|deliver|delivers|delivered|delivering|delivery
		come and|out|to speak|talk|train|do|us|run|our
		somebody|someone come|to come|talk|speak
		talk to our|staff|parents|pupils|us
		do you run|do|offer|provide|deliver|have|train
		could you run|come|train|deliver|offer
		run these|this|them|it|any|a
		hyfforddwr|hwylusydd|cynnig`},
	{"[places and dates]", `
		book|booked|booking|bookings|places|place|spaces|space|waiting list|attend|attending|attendance|delegate*|dates|venue|cohort|cohorts|enrol|signed up|cancel|postponed|rescheduled|evenings|weekends|joining
		waiting list
		next one|course|date|dates
		when is|are the next
		group of
		lle|llefydd|dyddiad*`},
	{"[money]", `
		cost|costs|price|prices|fee|fees|charge|charges|how much|budget|funding|funded|bursary|free|quote|tender|commission*|procure*
		per head|person
		any|some money
		cost|pris|ffi|arian|cyllid`},
	{"[accreditation]", `
		accredit*|cpd|recognised|qualification*|level|kitemark|evaluat*|revalidation|quality assure*
		achrediad`},
	{"[e-learning]", `
		elearning|module*|elfh|mindeed|minded|scorm|lms|esr|moodle|online|hub
		e learning|lfh
		need to talk
		the minded
		session*
		modiwl*|e ddysgu`},
	{"[signing in]", `
		login|logins|logon|log|logged|logging|password*|username*|account*|locked|register|registered|registering|registration|activation|activate|verify|verification|code|credentials|athens|openathens|openid|profile|reset|pin
		sign in|on|up
		signed in|on|up
		mewngofnodi|cyfrinair|cyfrif|cofrestru`},
	{"[certificate]", `
		certificate*|cert|certs|completed|completion*|complete|incomplete|progress|compliance|compliant|overdue|pass|passed|score|scored|finished|record|recorded|dashboard|matrix|outstanding
		tystysgrif*|cwblhau|gorffen`},
	{"[a fault]", `
		error*|freez*|frozen|froze|crash*|stuck|spin*|blank|black|grey|load|loads|loading|loaded|hang*|buffer*|blocked|pop|popup*|cookies|browser*|chrome|edge|firefox|safari|ipad|tablet|laptop|screen*|click*|button*|audio|sound|captions|subtitles|video*|slide*|firewall|refresh*|restart*|glitch*|bug|wont|doesnt|crashes|thrown|kicked|times
		not work*
		doesnt|dont|wont|isnt|cant work|working|load|open|play|let|save|save
		throws|threw|kicks|kicked me
		nothing happens
		ddim yn gweithio|llwytho|agor
		gwall|sgrin|botwm`},
	{"[business]", `
		invoice*|payment|remittance|purchase|supplier*|vendor|order|po|vat|account payable|sales|offer|discount|subscribe|newsletter|unsubscribe|webinar|marketing|sponsor*|partnership|solution*|platform
		purchase order
		anfoneb`},
	{"[a job]", `
		job*|vacanc*|cv|post|role|band|recruit*|applicant*|application|interview|reference|placement|internship|observership|apprentice*|secondment|salary|shadowing|experience
		work experience
		swydd`},
	{"[a formal letter]", `
		complaint*|complain|ombudsman|freedom|foi|subject|constituent|mp|minister|parliamentary|solicitor*|coroner*|inquest|inquiry|disclosure|gdpr|data
		freedom of information
		act 2000
		cwyn|rhyddid`},
	{"[press and research]", `
		journalist*|press|media|interview|broadcast*|documentary|article|editor|deadline|reporter|programme|newspaper|podcast|comment
		research*|study|phd|dissertation|survey|questionnaire|participants|participate|ethics|dataset|recruiting|interviewees|prevalence|statistics|figures|data
		ymchwil`},
	{"[care for a person]", `
		refer|referral|referring|patient|gp|assessment|discharge|appointment|camhs|counsell*|therapist|support|crisis|helpline|duty
		my son|daughter|husband|wife|mum|dad|brother|sister|friend|partner|nephew|niece|child
		nhs number
		date of birth
		atgyfeirio`},
	{"[thanks or news]", `
		thank you for
		no reply|need
		out of office
		on leave
		automatic reply
		undelivered|undeliverable
		recall
		congratulat*|donation|donate|legacy|charity|fundrais*|event|steering|meeting|minutes|agenda|stakeholder
		wrong person|place|address|department|team
		diolch am`},
	{"[something for sale]", `
		discount*|brochure|unlimited|roi|sponsorship|subscribers
		free|quick demo
		use|quote code
		our platform|package|packages|solution|solutions
		reply stop|yes
		special|limited offer|time
		trusted by
		boost your
		dear fundraiser|decision maker`},
	{"[nothing is asked]", `
		no need to
		please|just ignore|disregard
		never mind
		all|now sorted
		thanks|diolch for trying|am
		no|further action
		need not reply
		just wanted|writing to say|thank
		wont hear from me
		works|working|opens|got fine|now|it
		have|has come through
		for information|your information`},
	{"[to be of use]", `
		volunteer*|stall|placement|shadowing|vacancy
		careers fair|evening|event
		external examiner
		expression of interest
		still open
		closing date
		apply for
		of use
		i can help
		gwirfoddol*`},
	{"[to teach it]", `
		lecture*|seminar*|syllabus|slides|teach|teaching|taught|curriculum|icebreaker*|osce|assessor*|vignette*|scenario*
		lesson plan*
		role play*
		simulated patient*
		sleidiau|dysgu|darlithio`},
	{"[the day itself]", `
		study|away|half|full|one|whole day|days
		my|our|her|his|a place|spot|seat
		joining instructions|papers|details|link
		signed the sheet|register
		another|next|any date|dates
		face to face
		near me|us
		classroom|attendance|postponed|cohort
		the session on
		wyneb yn wyneb`},
	{"[to do it alone]", `
		film|films|captions|subtitles|catalogue|extension|pending
		half|twenty|20 hour|min|mins|minute|minutes
		on my|their|the|a phone|phones|tablet|ipad
		online|internet bit|one|thing|part
		screen|slide 1*|2*|3*|4*|5*|6*|7*|8*|9*
		learning record
		generic log*
		watch|watched it|the`},
	{"[on paper]", `
		booklet*|leaflet*|printed|bound|passage|wording|template*|chapter|appendix|annex
		which page|chapter|section
		short|shorter|word version|copy
		large print
		by post
		safety plan*
		turkish|polish|urdu|arabic|kurdish|welsh version|copy|translation`},
	{"[office matters]", `
		remittance|minutes|kettle|lift|keys|cleaner
		po number
		cost centre
		credit note
		steering group
		catch up
		agenda item
		room hire
		car park
		fire alarm
		system generated`},
	{"[for the public to hear]", `
		freelance|reporter|radio|bulletin|documentary|listeners|viewers|readers|podcast|headshot|photographer|filming
		features editor
		going to print
		on air
		feature|piece on|about
		quote|comment|words from`},
	{"[parliament's business]", `
		constituent*|appg|senedd|peer|debate
		written|oral answer|question|questions
		lines to take
		the member|house
		ministers office
		member for
		committee room`},
	{"[no way on]", `
		want to die
		dont|not want to be here
		not|wont be here
		end|ending it
		better off without
		give|gave|given|giving up
		cant go on
		no|any point
		made up my mind
		put my affairs
		hasnt come home
		not answering
		phone is off
		locked herself|himself
		worried|frightened|scared for|about`},
}
