package classify

// informationCues are cues of requests for recorded information.
var informationCues = []dutyCue{
	{"information act", `
		freedom of information
		foi|fois|foia|eir|eirs
		information act|acts|regulations|legislation
		environmental information
		under the act|acts|regulations
		2000 act
		2004 regulations
		recorded information
		statutory request
		publication scheme
		rhyddid gwybodaeth
		ddeddf rhyddid`, says{FOI: 2}},
	{"asks for information", `
		request|requesting|requests for|the _ information|records|disclosure|copies|documents
		information|disclosure|records request|requests
		following information|questions|documents|records
		i|we|hereby|formally request|requesting
		please _ provide|supply|disclose|release|list|state|confirm|furnish
		please _ give|send|let|tell me|us
		kindly provide|supply|disclose|release|confirm|send
		disclose|disclosure|disclosed
		gofyn|cais am wybodaeth`, says{FOI: 0.5}},
	{"rules of the act", `
		twenty|20|working working|days|day
		internal review
		exempt|exemption|exemptions|redacted|redact
		cost|costs|fees|time limit|regulations
		public interest test
		information commissioner|commissioners|tribunal
		the commissioner
		electronic|electronically form|format|copies|copy
		in electronic
		electronic format|copies
		spreadsheet|csv|excel
		if|where|is|are held|available
		out of time
		section 8|10|12|16|40|43`, says{FOI: 0.7}},
	{"year by year", `
		each|per|by|every year|financial|month|quarter|region|calendar|supplier|cohort
		each of the
		financial|calendar year|years
		broken|break|split|breakdown down|of|by
		breakdown
		year by year
		since|from|between|in 2010|2011|2012|2013|2014|2015|2016|2017|2018|2019|2020|2021|2022|2023|2024|2025|2026
		past|last|previous two|three|four|five|six|ten|2|3|4|5|6|10 years|months
		over the last|past
		to date
		since launch|publication
		rhwng 20*`, says{FOI: 0.7}},
	{"price of a course", `
		how much is|are|does|do|would|will _ course|workshop|session|training|webinar|day|place|places|module|copy|copies|it cost
		how much is|are|would|per|for it|a|the|head|person|this|that
		how much do you charge
		what|whats does|do|would|the|is _ cost|price|fee|charge|rate per|for|of|please|and|if|there
		cost|price|costs|fee per|for head|person|delegate|place|a|our|the|us|twenty|12|20
		per head|person|delegate
		what does it cost
		places are|left|on|for`, says{FOI: -2}},
	{"money of ours", `
		how much _ spent|spend|spends|paid|pay|pays|cost|costs|charged|given|gave|gets|earn|earns
		spent|spend|spends|spending|expenditure|paid|wariwyd|talwyd|dalwyd
		total|amount|amounts|sum|sums|money|value spent|paid|cost|of|spend
		what _ paid|spent|cost|charged
		cost|costs of|to developing|develop|hosting|host|making|make|produce|producing|build|run|running
		invoice|invoices from|for|of
		salary|salaries|wage|wages|remuneration|bonus|bonuses
		day rate|rates
		on a year
		annual cost|value|budget|spend
		taxpayer*|taxes|tax
		public money|funds|purse
		budget|budgets|grants|grant|fees|expenses
		faint a`, says{FOI: 0.7}},
	{"contracts", `
		contract|contracts|contractor*|supplier|suppliers|tender|tendered|tendering|procure*|memorandum|consultanc*|consultants|vendor|vendors
		names of
		who _ paid|money|contract
		outside|external|private companies|company|firms|trainers|contractors
		cwmniau|contractau`, says{FOI: 0.5}},
	{"how many", `
		how many
		number|numbers|figure|figures|total|count|totals of|for|on
		the number|numbers|figure|figures|total
		actual|exact figure|figures|number|numbers
		what|which percentage|proportion|number
		dataset|data
		faint o|sawl`, says{FOI: 0.7}},
	{"our papers", `
		minutes|agendas|agenda|papers|drafts of|from|for|and
		board|decision|committee|briefing|internal|unpublished papers|paper|minutes|emails|e|reports|report|records|correspondence|memo|memos
		all|any|the|copies|copy _ correspondence|emails|mails|minutes|memos
		correspondence|emails|mails|messages between|with|discussing|explaining|about|exchanged
		copies|copy|sight of
		business case|cases
		impact|risk assessment|assessments
		evaluation|evaluations report|reports|scores|results
		declarations of
		scores|notes awarded|moderation
		the|your policy|policies|agreement|contract|report|guidance on|for|in|under|with
		cofnodion`, says{FOI: 0.7}},
	{"what is held", `
		you|hee|organisation|trust|is|are|be|been|information|data|records|programme hold|holds|held|recorded
		hold on|about|any|it|them|the|for
		must|will|surely have it|the|them|list|these|this|a
		written down
		held on|by|about
		on file|record|computer
		in your files|records|system|systems|possession
		your files|records`, says{FOI: 0.3, SubjectAccess: 0.5}},
	{"wants to know", `
		id|would|should|want|wants|wish|like to know|see|read|be|have|learn
		like to know|see|read
		to be told|given|sent|shown
		be told|given|sent|shown
		want|wants|need|ask for|to|the
		may|can|could i|we|you have|see|get|send|tell|let
		tell me how|what|who|why|which
		hoffwn wybod`, says{FOI: 0.2, SubjectAccess: 0.2}},
	{"the act by name", `
		freedom of information
		under the foi|freedom|act|acts|eir
		under foi
		foi|foia|eir request|requests|route|please|act|ask
		foi
		an|as|this|formal foi
		environmental information
		2004 regulations
		recorded information
		information act|request
		statutory|formal request
		request for recorded|records
		internal review
		twenty|20 working days
		twentieth working
		need the act
		request under
		rhyddid gwybodaeth`, says{FOI: 2}},
	{"what we spent", `
		how much _ spend|spent|spends|pay|paid|given|gave|earn|earns|charge|charged|got|gets
		how much did|was|has|have you|yous|it|hee|that|the|been|your|each
		how much does|do you|hee|it _ spend|pay|to|host|run
		has|have|did|does|do hee|you|your|programme|office|team|nhs _ paid|pay|spent|spend|awarded|awarding|charge
		consultancy|consultants|consultant|agency|legal|speaker fee|fees
		worth a|per year
		which companies|company|firms|firm|agency|agencies|contractors|suppliers|consultants|organisations|charities
		right to know
		salary|salaries|pay|wages|earnings of|for|paid the|your|its|director|head|chief|each
		how many staff|people|trainers|officers report|work|are|does|do|employed
		pay|salary band|bands|grade|grades|scale
		how much each|it costs
		what did|do|does|was|were|has you|it|that|they|the|hee|been|paid|spent _ pay|paid|cost|spend|spent|charge|charged|earn
		what was|is|has paid|spent|been
		what the printers|company|trainer|trainers|contractor|firm|consultants charged|cost|paid|got|were|was
		total|amount|amounts|sum|sums|money _ paid|spent|spend|cost|went|awarded
		total spend|cost|spent|paid|sum
		spent on
		spending on
		expenditure on
		who got|was|were|has paid|the
		who _ got|paid|money
		cost|costs of|to develop|developing|hosting|host|run|running|make|making|produce|producing|commissioning|updating
		contract|annual value
		value of _ contract|contracts
		invoices from|for
		all|any|copies|the _ invoices
		day rate|rates
		on a year
		hourly rate
		breakdown of
		gave in grants
		names _ contractors|suppliers|companies|firms|consultants|amounts
		list|name every|all|each|the|of _ consultancy|contractor|contractors|supplier|suppliers|organisations|companies|consultants
		figures|numbers please
		actual figure|figures|number|numbers
		faint _ wariwyd|gwario|talwyd|dalwyd`, says{FOI: 2.5}},
	{"papers wanted", `
		minutes of|from|for the|your|any|all|meetings|meeting|each|every|its
		sent|see|have|want|wants|copies|copy|provide|supply|disclose|release|read|of _ minutes|correspondence|invoices|contract|contracts|agendas
		copies|copy of _ minutes|emails|mails|invoices|correspondence|contract|contracts|agreement|policy|policies|papers|report|reports|procedure|specification|evaluation
		any|all|the|internal|those emails|mails|correspondence|messages|memos|papers|e explaining|discussing|between|about|which|from|with|saying|mails|that|in
		all|any correspondence
		emails|mails|correspondence|letters between|explaining|discussing
		internal emails|e|reports|report|correspondence|evaluation|memos|documents
		e mails explaining|between|discussing|about|in
		an|the|any email|e saying|mail|about|why
		is it true
		any record of
		board|decision|committee papers|paper|minutes
		business case
		impact assessment
		risk assessment _ read|copy|see|before|course|module
		evaluation report|reports|scores
		whatever|any evaluation|reports|records
		disclosure of
		please disclose|release
		we|i want the responses
		the|that|your decision _ who|taken|paper
		trainers notes
		as they were
		declarations of
		unpublished
		scores awarded
		moderation notes
		data sharing agreement
		was|what|were written down|agreed|decided|said
		policy in force
		the report in draft|full`, says{FOI: 1.5}},
	{"counted by us", `
		for each of|year|financial|calendar
		each of the last|past|five|three|four|financial|two|years
		by financial|calendar|year|month|quarter|region|supplier|postcode
		broken down
		by year
		per postcode|year|region|county|month
		how many _ complaints|upheld|cancelled|sacked|dismissed|registered|registrations|completed|completions|trained|downloads|copies|places
		number|numbers of _ complaints|registrations|completions|courses|downloads|trainers|staff|delegates|people|copies|cancelled|officers
		if|where recorded|held
		how many ppl|people|staff|officers|trainers _ have|actually|working|got|started|finished|are
		you must|will|surely have it|the|this|them`, says{FOI: 1.5}},
}
