package classify

// asideCues are cues of what a letter is when words of duties stand in it by the way.
var asideCues = []dutyCue{
	{"footer", `
		may|is|be|are|subject _ disclosed|disclosure|disclosable
		this|the|any e|email|message|mail|information|communication _ confidential|privileged|disclosed|public|legally|intended|monitored|may|contain
		confidential|confidentiality|privileged
		intended recipient|recipients|solely|only|for
		under the freedom|foi
		monitored|virus|viruses|disclaimer
		details of|on how
		how to make|complain
		if you are|have unhappy|not|received|dissatisfied
		use|see|visit the|our complaints|website
		foi subject
		requests foi
		printing this`, says{FOI: -3, SubjectAccess: -3, Complaint: -3}},
	{"automatic", `
		automatic|automated reply|message|response
		thank you for contacting|your
		this mailbox|inbox|message was|sends|is
		out of office
		we aim to
		do not reply
		if youre|you in crisis
		in this issue`, says{FOI: -2, SubjectAccess: -2, Complaint: -2}},
	{"a post or a team", `
		information|data|clinical|corporate governance|protection|assurance|compliance
		protection|information|complaints|foi|governance|freedom officer|lead|manager|team|department|guardian
		head|director|lead of|for
		foi officer|team|lead|manager
		governance manager|lead|officer|team
		freedom to
		speak up`, says{FOI: -1.5, SubjectAccess: -1.5, Complaint: -1.5}},
	{"account", `
		my|an|the|your account|progress|login|password|log|profile|certificate|cert|module|modules|course|results|score|learning|e|email|address|username
		unsubscribe*|mailing list|subscription
		off|from the|your|this|all|our list|mailing|lists|emails
		log|sign|get|logging in|on|into|off
		record|records of learning|training|attendance|achievement
		password|certificate|certificates|login|browser|dashboard|module|modules
		access to|the|this _ module|course|hub|elearning|platform|system|page|link
		cyfrif|cyfrinair|tystysgrif`, says{SubjectAccess: -1.5}},
	{"about a course", `
		course|courses|workshop|workshops|webinar|webinars|training|session|sessions|dates|venue|places|delegates|facilitators|speaker
		do|can|could|would you run|offer|provide|come|do|have
		cost|price|fee for|per|of
		is there|are
		next one|course|dates
		cwrs|hyfforddiant`, nil},
	{"about the framework", `
		framework|frameworks|pdf|competence|competences|competency|strand|document|documents|download|downloaded|leaflet|booklet
		which|what page|version|section
		permission to
		fframwaith`, nil},
	{"a referral", `
		refer|referral|referring|referrals|triage|nhs|dob
		date of birth
		appointment|waiting list
		gp`, nil},
	{"councillor", `
		councillor|councillors|cllr|cyng|cynghorydd
		parish|town|borough|county council|councillor
		ward councillor|matter`, says{MP: -1}},
	{"thanks", `
		thank|thanks|diolch|grateful|lovely|brilliant|wonderful|great|super|cheers|excellent|fantastic
		keep going|up`, nil},
	{"student", `
		student|students|dissertation|year|nursing|project|tutor|lecturer
		im|am|in year|a student|second|third|first|17|16|15
		some statistics|stats|information|info
		my teacher|tutor|supervisor|essay`, says{FOI: -0.7}},
	{"no comment wanted", `
		no quotes|comment|cameras|interview|interviews
		not|arent|dont|nor _ comment|quote|quotes|interview|quoted
		nothing _ published|printed|media|broadcast
		wont|not|never be published|printed|broadcast|quoted
		background reading
		only|just want|need|after _ pdf|document|copy|link|framework
		not why im|i|were`, says{Press: -2.5}},
	{"an act by the way", `
		not|isnt|is|need|without|no a|an|it|do _ foi|freedom
		had|got|received|answering|answer an|a|our|the _ foi|freedom
		our own foi
		foi come|came|in|from|team|portal|office|for
		get|got|drowning|answer|answering|handle|handling subject access
		many|few|several|course|training|workshop|webinar|module|guidance on subject access|gdpr|data|foi
		a|the|our|my gdpr|foi|data module|course|training|refresher|protection
		on|about information governance|rights`, says{FOI: -1.5, SubjectAccess: -1.5}},
	{"figures of their own", `
		how many of our|my
		our|my staff|learners|people|teams|employees|colleagues|trust|practices|nurses|members|starters
		completion|completions|progress report|reports|data|figures|list
		who at|in our|my
		by directorate|site|ward|team|department
		for|to our|the board`, says{FOI: -1}},
	{"buying", `
		before we|i go|buy|commission
		framework|service level agreement
		to|go|out tender|market
		indicative costs|price|prices
		your|what|the _ day rate|rates
		pot of money
		a|small budget|sum|pot
		have|got money|budget|funding|funds to|for|left
		to spend
		quote|quotation for|us
		purchase order
		do you charge`, says{FOI: -1}},
	{"despair", `
		want|wanted|wants|going to die
		not|never|dont|ill _ wake up
		cant go on|anymore
		cannot go on
		end my|her|his|it _ life|all|tonight
		kill|killing|hurt|hurting|harm|harming|harmed myself|herself|himself
		dont|doesnt want to be here
		goodbye
		no|any point
		my last
		worried|frightened|scared|afraid about|for|she|he|of
		better off without
		everything|things|affairs in order
		saying|said|say sorry to|for
		safe tonight
		ddim eisiau byw`, says{Complaint: -1}},
}
