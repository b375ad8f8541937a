package classify

// lifeCues tell a letter out of somebody's life from one out of a service:
// what people say of themselves, or of one person, when they are in danger,
// mostly without naming it. They and workCues are loose, each alone says
// little: only the letter as a whole is read by them.
var lifeCues = []cue{
	{"no longer needed", `
		wont|shant|not|never be needing|wanting|requiring|finishing|doing|coming|attending
		wont|shant|not need|want|finish it|them|any|anything|the|that|to|more
		no longer need|needed|required|want
		no need _ now|anymore|any
		take|taking|remove|strike me|my|us off|from|name
		take|remove _ off the list
		unsubscribe me
		withdraw|withdrawing|resign|resigning|cancel|cancelling
		delete|close|closed|closing _ account|everything
		dont bother|trouble replying|to|with
		no hard feelings
		tynnwch|tynnu _ enw`},
	{"not be here", `
		not|wont|shant|never be|being here|there|around|at
		if|when i|hes|shes|im|were|was|wasnt|werent _ gone|here|not
		wasnt|werent|isnt|arent here
		not being
		be|am|is gone
		see _ christmas|birthday|spring|summer|weekend|next|another
		make|making it to
		after sunday|monday|friday|saturday|tonight|weekend|that|this|me|im|hes|shes
		wont|doubt|not see|last|make|long
		before|until|till then|its too late
		not long now
		too late
		soon be over
		over soon
		much longer
		next week|time _ without
		for the last time
		my last
		fydda|bydda i ddim`},
	{"sleep of death", `
		not|never wake|waking|woken|wakes
		wake up
		whether i wake
		go to sleep _ not|never
		my|own|his|her funeral
		heaven
		with god|nan|nana|grandad|mum|dad|him|her again
		join|joining|follow|following him|her|them|mum|dad
		catch _ up
		never been born
		stop existing|being
		disappear*
		drift off
		want it to stop|end
		make it stop
		end it
		do it
		die|dead|death
		finish with my life
		staying alive
		to live`},
	{"affairs", `
		my|his|her|the will
		insurance
		paperwork|papers|passwords|funeral|hymns|pension
		in order
		sorted|sorting everything|out|the
		paid|settled _ up|off|back|everyone
		cleared|emptied|tidied|packed
		where everything|things is|are
		written|wrote|write|writes|leaving|left|leave|post _ letter|letters|note|card
		made|making arrangements|will|peace
		has|have decided
		ive|hes|shes decided|picked|chosen
		picked a|the day|date
		a date|plan
		setting things
		close the account`},
	{"giving away", `
		gave|given|giving|gives|give _ away
		gave|given|giving|gives|hand|handed _ his|her|my|their|dog|cat|keys|key|watch|ring|phone|things|tools|coat|money
		gave|given|giving me|us his|her|their|all|the|a
		brought|returned|handed back
		have the dog|dogs|cat|cats
		look|looking after the|my|his|her dog|cat|rabbit|kids|children|mum
		dog|cat|cats|dogs will|are|is
		keep it|them|this for
		have my|his|her
		rhoi _ i mi`},
	{"last words", `
		goodbye*|bye|farewell|cheerio|ta ra
		sorry|apologise|apologises|forgive _ everything|me|everyone|trouble|mess|mum|bothering|wasting|time|all
		im|am|so sorry
		thanks|thank|thanked _ everything|being|kind|all|patient
		tell|telling _ my|her|him|them|everyone|people|mum|sister|wife
		dont blame
		not|none|wasnt|isnt _ your|her|his|their|anyones fault
		fault
		been kind|good|lovely
		the only one|person
		love you|them|us
		was loved
		a good friend|neighbour|life
		privilege
		nice life
		be gentle|kind
		for the record
		when they find
		whoever finds|opens|reads`},
	{"worn down", `
		tired|exhausted|weary|worn|drained|knackered
		empty|numb|hollow|heavy|dark|loud|flat
		had|have enough
		given|giving|give|gave up
		rest
		peace|calm|light|relief
		stopped|given|quit
		stop trying|caring|asking|fighting
		lost|no hope|interest
		nothing|none helps|works|left|matters|feels
		run out
		end of _ tether|rope|road|it
		on the edge
		falling|fallen apart
		fall|breaking|broken|crack|break
		barely|hardly
		what is|the the|point
		no use|good to
		useless|failure|failed|failing|worthless|pointless
		dont|doesnt|not care
		envy|envious|jealous
		wedi blino|cael digon`},
	{"not safe with oneself", `
		trust myself|himself|herself
		dont|not|never|isnt feel|feeling|be safe
		safe on|at|with|tonight|alone|myself
		scared|afraid|frightened|frightens of|by|me|what
		what i|ill|id might|could|may|will|am|do
		i|she|he might
		do something
		cant|cannot stop
		getting|is|gets|got worse
		worse
		every|most night|nights|day|days
		all the time
		all i think
		think|thinking|thought|thoughts _ about|of|it
		keep|kept thinking|going|coming|on
		in my head
		thoughts
		urges|urge
		harmed|hurt|hurting|cut|cutting|attempt|attempts|attempted
		own attempt|self|life|harm
		ddim yn saff`},
	{"secret", `
		dont|please|not tell|telling|ring|phone|call|contact|reply|send
		doesnt|dont|didnt|not know|notice|noticed
		nobody|noone|one|none knows|know|noticed|told|asked|else|comes
		havent|hasnt|never|not told
		without telling|anyone|my|her|his
		never told|said|asked
		dont want _ to know
		cant|couldnt tell|say|talk
		between us
		in confidence|secret
		thinks|think im|i|hes|shes|its
		ashamed|shame|embarrassed
		hide|hiding|hid|pretend|pretending|smile
		peidiwch|cywilydd`},
	{"cut off", `
		alone|lonely|loneliness|isolated
		by|on|to myself
		on my|his|her|their own
		lives alone
		no|any friends|family|one|body
		nobody to|comes|rings|calls|listens|cares|there
		nobody|noone|someone|anyone|somebody|anybody
		no one
		listen|listens|understand|understands
		talk|speak|turn to
		is anyone|anybody|someone|somebody|there|this
		real person
		reads|read this|these
		someone to
		far from|away`},
	{"blow", `
		lost|losing _ job|home|house|kids|children|farm|baby|licence|business|place|post
		debt|debts|bailiffs|owe|owing|rent|evicted|eviction|bankrupt*|redundan*|sacked|suspended|dismissed
		taken|took|taking _ kids|children|baby
		left me|him|her
		split|broke|divorce|separated
		discharged|sent|turned me|him|her|home|away
		waiting list
		not upheld
		diagnos*|cancer|terminal
		inquest|coroner|investigation|tribunal|allegation|complaint
		died|death|dead|widow*|funeral|buried
		prison|custody|court|probation
		since he|she|my|the|it
		police|social
		pregnant|baby|birth`},
	{"body and bed", `
		sleep|sleeping|slept|asleep|awake|insomnia
		eat|eats|eating|eaten|drink|drinking|drunk|drank
		cry|crying|cried|tears|sobbing|shaking
		breathe|panic|panicking
		bed|bedroom|bathroom|kitchen|sofa|floor|garage|shed|stairs|upstairs|downstairs|garden
		car|bridge|station|river|train|bus|roof
		room|door
		sat|sitting|lying|lie|stood|standing in|on|here|outside|with|at
		gwely|crio|cysgu`},
	{"night or hour", `
		at|in night|nights
		2|3|4|5|1am|2am|3am|4am|5am am
		1am|2am|3am|4am|5am|midnight
		an|two|three|few hour|hours|minutes|days ago
		just now
		just told|said|sent|text|texted|rang|left|gone|posted
		this evening|afternoon|morning
		tonight|now|today
		tomorrow
		last|every night
		until|till|by|before|since sunday|monday|tuesday|wednesday|thursday|friday|saturday
		the weekend
		heno|rwan|nawr|bore`},
	{"one person", `
		a|the|this|one|young|old|our|my man|woman|lad|lass|girl|boy|chap|bloke|lady|guy|fella|kid|child
		a|one|my|our|this|the guest|tenant|pupil|student|patient|client|caller|regular|customer|resident|learner|member|lodger|passenger|parishioner|player|soldier|driver|trainee|tutee|apprentice
		one of my|our|the|mine|ours|his|her
		my|our|a|his|her friend|mate|housemate|flatmate|colleague|neighbour|partner|boyfriend|girlfriend|ex|crewmate|workmate|boss|manager|deputy|teacher
		next door
		my|our|his|her son|daughter|mum|mam|dad|mother|father|brother|sister|wife|husband|missus|nan|gran|grandson|granddaughter|nephew|niece|cousin|uncle|aunt|boy|girl|lad|lass|partner|child|kid|kids|boys|children
		called|named
		is 1*|2*|3*|4*|5*|6*|7*|8*
		im|aged|hes|shes 1*|2*|3*|4*|5*|6*|7*|8*
		lives with|alone|on|next|by
		fy|ei mam|mab|merch|ffrind|gwr|gwraig|chwaer|brawd`},
	{"he or she does", `
		he|she|hes|shes|they|theyre|hed|shed is|has|was|says|said|told|wont|keeps|left|gave|sent|text|rang|went|came|looks|seems|thinks|wants|cant|doesnt|hasnt|isnt|just|will|would|lives|asked|posted
		hes|shes _ not|been|gone|stopped|got|given|left|had|saying|in|at
		his|her phone|mobile|room|mum|wife|husband|kids|door|things|flat|house|car|job
		told|tells|text|texted|asked|rang|messaged|sent|said|says to me|us|that
		to|with|for|about|from him|her
		mae o|hi|e|fe|wedi`},
	{"I do", `
		i cant|dont|am|was|have|feel|think|keep|know|want|just|wish|cannot|didnt|wont|shant|used|never|thought|find|look|lie|sit|go|get|told|tried|hurt|said|need|love|hate|miss|wonder|suppose|expect
		im not|so|just|very|scared|tired|alone|sorry|done|still|here|at|in|on|going|only|sat|the
		ive been|had|got|not|never|no|tried|lost|written|stopped|thought|decided|started|nothing|told
		id rather|be|like|just|sooner
		me|myself|mine
		my life|head|wife|husband|mum|dad|kids|family|children|own|house|room|bed|self|name|job|phone
		dwi|rwyf|dwim|rwyn`},
	{"uneasy for", `
		worried|scared|frightened|terrified|afraid|uneasy|anxious|concerned|fear|bothers|bothered|bothering
		not right|himself|herself|like|satisfied|happy|easy
		isnt right|himself|herself|like
		am i overreacting|being|wrong
		overreact*|fanciful|dramatic|busybody|silly
		cant|couldnt settle|stop|sit|wait|sleep
		the signs|sign
		dont|do like|think|believe _ he|she|right|so|have
		keep|keeps ringing|checking|going
		attention
		leave|leaving her|him|them alone|till|tonight|on
		too late
		wont|not|isnt|hasnt|hasnt answer|answering|picked|replied|let|talk|come|open|eat|been
		phone|mobile|its off
		ring|rang|ringing|knocked|knock|checked
		gone|missing|offline|unreachable`},
	{"wants a way to help", `
		who|what|where do|can|should|would|does i|we|you|one
		what|which _ number
		what to say|do
		ring|call|phone somebody|someone|me|us|the|back
		is there someone|somebody|anyone|anybody|a|any|some
		somebody|someone who|to|there|with|please
		please help|advise|hurry|ring|call|quickly
		quickly|urgently|urgent|emergency|asap
		dont know what|who|where|how
		right place|people|person|department
		who else
		crisis team|line
		gp|doctor|samaritans|999|111|police|ambulance`},
}

// workCues speak for a letter out of a service, a study or an office.
var workCues = []cue{
	{"asks for a thing", `
		could|can|would|may|might you|we|i _ send|tell|advise|confirm|let|point|share|email|post|resend|reset|quote|provide|help|explain|add|update|check
		please _ send|advise|confirm|find|let|could|can|reset|resend|quote|share|forward|add
		where can|do|is|are i|we|the
		how do|can|much|many|long|often
		do you run|offer|have|provide|do|deliver|come|charge|supply|know
		is there|it a|an|any|possible
		are there|you|they any|able|still
		may|can|could we|i use|print|have|book|copy|reproduce|adapt|share|get
		looking for|to
		interested in
		we would|need|want|are|have|run|work|use|wish
		wed like|love|need
		wondering|wondered if|whether
		which version|one|strand|framework|module
		who do|would i|we invoice|pay|book`},
	{"office", `
		regards|sincerely|faithfully
		manager|lead|officer|director|coordinator|administrator|secretary|consultant|lecturer|professor|head|nurse|chair
		team|department|staff|colleagues|organisation|trust|service|services|practice|school|board|partnership|committee
		meeting|agenda|minutes|report|policy|strategy|action|plan|budget|funding|quarter|deadline
		per head|person|cent|delegate
		quote|invoice|po|cost|price|fee|purchase|order|contract|tender
		attached|enclosed|draft|copy|version|spreadsheet|document|pdf|page|slide|slides
		pob|staff|tim`},
	{"teaching", `
		training|course|courses|workshop|session|sessions|module|modules|elearning|webinar|conference|event|seminar
		trainer|facilitator|delegates|learners|participants|attendees|trainees|students|pupils|cohort
		places|dates|venue|half|day|days|inset|cpd|accredited|certificate|certificates
		curriculum|competence|competences|competency|framework|standards|assessment|supervision|reflective
		book|booking|booked|register
		hyfforddiant|cwrs|modiwl|fframwaith|tystysgrif`},
	{"fault", `
		error|link|page|site|website|button|screen|loading|load|loads|freezes|frozen|crash*|browser|chrome|edge
		login|log|password|account|reset|username|code|expired|locked|access|register
		not|wont|doesnt|isnt|cant load|loading|work|working|open|play|recognised|let|log|download|print
		certificate|completion|progress|percent
		click|clicked|refresh*|slide|quiz|video|audio|captions
		mewngofnodi|cyfrinair|dolen`},
	{"many people", `
		people who|with|that|in|of|from|over|aged
		those|anyone|everyone who|with|in|bereaved|of
		patients|clients|users|carers|families|parents|adults|teenagers|veterans|farmers|officers|drivers|volunteers|members|residents|teachers
		young|older|vulnerable|bereaved|suicidal people|adults|men|women|persons
		10|12|15|20|25|30|40|50|60|70|80|90|100|200 staff|people|places|delegates|of|teachers|nurses
		a group|number|lot|range of
		on behalf of
		our members|volunteers|staff|team|service|group|charity|school|trust|community`},
	{"study or press", `
		research*|study|studies|phd|dissertation|thesis|essay|interview*|participant*|ethics|survey|data|literature|review|journal|paper|article
		press|journalist|producer|podcast|broadcast|documentary|novel|book|chapter|author|editor|publish*
		cite|citing|reference|quote|quotation|permission|licence|copyright
		ymchwil|traethawd`},
	{"closed or past", `
		years|months|decade ago|back|since|later|on
		in 19*|20*|my
		long time ago
		used|back to|then
		was|were|got|getting better|well|lucky
		recovered|recovery|survived|survivor|healed
		now|is well|fine|ok|okay|safe|better|happy|home|grand|thriving
		no concern*|risk|danger|worry
		not|nobody|noone|nothing|no in|currently|urgent|at|to _ crisis|danger|worry|risk|emergency
		lived experience
		all ok|fine|good|well
		happy|glad|proud|pleased|delighted
		joke|joking|lol|haha|ha|lols
		weather|cake|holiday|leave|cheers|fun|lovely`},
	{"on the page", `
		script|scene|scenario*|vignette|brief|actor*|role|roleplay|character|monologue|poster|banner|leaflet|bulletin|newsletter|lyric*|song*|poem*|film|play
		wording|sentence|phrase|text|section|screen|slide|title|headline|entitled|called|reads|quote
		first person
		in the voice
		simulated|fictional|example|draft|anonymised
		sgript|senario`},
}
