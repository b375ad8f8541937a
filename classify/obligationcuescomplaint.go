package classify

// complaintCues are cues of complaints.
var complaintCues = []dutyCue{
	{"complaint", `
		complain|complains|complained|complaining|complaint|complaints
		cwyn|cwyno|cwynion
		grievance|grievances`, says{Complaint: 1}},
	{"formal complaint", `
		formal|formally|official|officially complaint|complain|raise|investigated|complaining
		make|making|made|raise|raising|lodge|lodging|register|registering|submit|submitting|file|bring|bringing _ complaint
		wish|want|like|writing|write|have|need|going|obliged to complain
		writing to complain
		as|is|it|this a complaint
		as a formal|an official
		complaints procedure|policy|process|department|team|address|person
		stage one|two|1|2
		complaint about|against|regarding|concerning|that
		complain|complaining about|of|that|in
		letter before
		hoffwn|dymuno|eisiau|isio _ gwyno|cwyno|cwyn`, says{Complaint: 1}},
	{"no complaint", `
		not|isnt|no|without|never|nor|hardly|only a|to|as|any|meant|get complaint|complaints|complain|complaining
		not _ complaint
		not|no complaint|complaints|complaining
		dont|not want|wish|mean|like|writing to _ complain|blame
		compliment|compliments
		not blaming|your|cross|angry|anyones
		a|small|slight grumble|moan
		no criticism|blame|fault
		these things happen
		well done
		close|drop|withdraw|withdrawn _ complaint`, says{Complaint: -2}},
	{"displeased", `
		disgust*|appal*|unacceptable|disgrac*|shocking|shocked|outrag*|furious|angry|fuming|insult*|shambles|shambolic|unbelievable|ridiculous|disappoint*|dissatisfied|pathetic|useless|contempt|scandal*|farc*|incompeten*|dreadful|atrocious|abysmal|unprofessional|discriminat*|humiliat*|livid|distress*|upset|upsetting|unfair*
		not|isnt|wasnt|arent|am|very satisfied|happy|acceptable|right|pleased|on|good|unhappy
		unhappy|dismayed|aggrieved|offended|hurtful|negligent|negligence
		let|badly|treated down|treated|badly|like
		absolute|a|bad joke
		fobbed|palmed off
		good enough
		sick|fed of|up|to
		waste|wasted of|my
		had enough
		object|objection|objecting to
		you lot|people
		ashamed|shame
		siomedig|gwarthus|annerbyniol|anfodlon`, says{Complaint: 1}},
	{"unanswered", `
		no|any|without|not|never|nothing reply|response|answer|answered|acknowledgement|replied|heard|respond|responded|back|received|apology
		nobody|noone|one|none|never|not|not has|have|had|bothered replied|answered|responded|rung|called|come|came|got|been
		nobody|never|one|hasnt|havent|not|didnt _ replied|answered|reply|answer|respond|responded|rang|called|came|turned|told|contacted
		had|heard nothing|no|not
		still waiting|no|nothing|not|havent|hasnt
		been|being|was|were|feel|feeling ignored
		ignored|ignoring|unanswered|unacknowledged
		third|fourth|fifth|second|sixth email|letter|time|e|message|attempt|request
		asked|written|wrote|rang|reported|raised|emailed|chased|told twice|again|three|repeatedly|in|you|it|them
		passed|sent _ round|around|back|pillar
		weeks|months|days ago|later|now|on|and
		closed _ enquiry|ticket|without
		automatic|automated|standard|same reply|replies|response|receipt|receipts|message|paragraph|email
		ddim _ ateb|clywed|ymateb`, says{Complaint: 0.7}},
	{"wants it looked into", `
		look|looked|looking into|at
		investigat*|enquire|inquire|escalate*|apolog*|review|reviewed|reinstated|reopen|reconsider*
		said|say|says sorry
		explanation|explain|explains|explained|account
		responsible|accountable|accountability
		who is|was|made|authorised|approved|decided|do|your
		your|a|the|his|her|their|to manager|boss|supervisor|superior|superiors|managers|director
		somebody|someone|anyone|person senior|higher|above|in|with|to|needs|has|should|ought
		spoken|speak|spoke|talked to|with
		in|a writing|written
		money|fee|fees|fare back|refunded
		refund*|compensat*|reimburse*|recompense|mileage|costs
		put _ right
		will|are|going _ do|done about|to|so|differently
		what you|will|youll|are|is do|going|done|happen
		the|an outcome
		taken|take up|seriously|action
		want|demand|expect|require|deserve an|a answer|apology|explanation|reply|response|name
		tell me|us who|why|what|how
		so that|cant it|this|happen|anyone
		done to|so
		appeal|ombudsman|cqc|regulator|tribunal
		name and|of
		afresh|again by
		fix|stop|sort it|this
		get away
		ymchwilio|ymddiheuriad|esboniad`, says{Complaint: 0.5}},
	{"conduct", `
		rude|rudely|rudeness|dismissive|dismissed|condescending|patronis*|sarcastic|laughed|laughing|shouted|sneer*|hung|manner|manners|attitude|conduct|behaviour|behaved|tone|racist|sexist|bully*|bullied|mocked|abrupt|curt|unkind|insensitive|ignorant|offensive
		put the phone
		spoke|spoken|talked|said|says to|in me|us|her|him|my|front|my
		told|tell me|us|him|her|my
		in front of
		the|a way i|we|she|he|they|my|in
		short with
		breach*|leaked|careless*
		i|she|he|we was|were told|left|put|made|asked|sent|given|treated|promised|charged`, says{Complaint: 0.5}},
	{"our people and things", `
		your|hees trainer|trainers|facilitator|facilitators|staff|helpdesk|team|colleague|colleagues|office|organisation|course|courses|workshop|webinar|event|service|member|programme|agency|people|lady|man|department|assessor|module|session|leaflet|poster|website|page|decision|refusal|response|handling|lot|speaker|policy|panel
		the trainer|facilitator|assessor|instructor|helpdesk|speaker|gentleman|lady|man|woman|person|bloke|tutor|presenter
		one|member of your|staff
		you cancelled|closed|refused|promised|said|sent|told|did|lost|charged|took|published|printed|gave|have|never|lot|people
		eich staff|hyfforddwr|tim|cwrs|gwasanaeth`, says{Complaint: 0.3}},
	{"somebody else's doing", `
		my|our|the|a|local gp|surgery|hospital|school|council|railway|trust|camhs|employer|ward|practice|landlord|college|pharmacy|police|train|bank|solicitor|neighbour
		crisis team
		about the|my|a hospital|school|gp|surgery|council|railway|nhs|ward
		headteacher|governors
		not your|you doing|fault|department
		isnt your
		who do i|we
		family|familys|patients|patient complaint|complaints|complained`, says{Complaint: -1}},
	{"handling complaints", `
		complaints training|staff|lead|officer|officers|manager|managers|course|courses|module|chapter|team|teams|handling|and|department|form|example|section|policies
		complaint handling|letter|example|reflection|training|form
		handling|handle|handles|dealing|deal|respond|responding|taking|take|manage|managing|receive|investigating _ complaint|complaints
		pals|and and|complaints
		incident|investigation|investigations and
		template|chapter|section|page`, says{Complaint: -2}},
	{"complains", `
		formal|official complaint
		formally complain|complaining
		make|making|made|raise|raising|lodge|lodging|register|registering|submit|submitting|bring|file a|an|this|my|the|formal|it _ complaint
		wish|want|writing|like|have|need|going|obliged|write|forced to complain
		im|am|was complaining
		who _ complain|complaint to
		appeal against|the|this|that|your
		to|an appeal
		the following|these complaints|complaint
		your process for
		dealing|deal with this
		your refusal
		my|strong|extreme dissatisfaction|disappointment|displeasure
		next|second stage
		as|is|be a|my complaint
		a formal|an official
		complaint about|against|regarding|concerning your|the|conduct|course|delay|how|one|a|my
		about my complaint
		my|this complaint
		i complain|complained
		stage two|one
		letter before action|claim
		grievance
		rwyf|dwi|hoffwn|dymuno _ cwyno|gwyno|cwyn`, says{Complaint: 2}},
	{"to be dealt with", `
		look|looked|looking into|afresh
		into how|it|this|what|why
		investigated|investigate|investigation|investigating
		an|written|proper|and|no|any|get apology
		apology from|to|in|for
		apologise|apologize
		say|said|saying sorry
		want|wants|like|need|expect|demand|ask|asking|deserve _ answer|apology|explanation|investigated|investigation|refund|action|reported|escalated|reviewed|response
		want|wants|like|need|needs someone|somebody|him|her|them|this _ spoken|spoke|looked|look|dealt|fixed|reported|tell|told|speak|investigated|sacked|sorted
		someone|somebody|manager|person|anyone above|senior|higher|needs|should|ought|responsible _ speak|hear|look|say|know|answer|explain|tell|to
		spoken|speak|spoke to her|him|them|about|by
		money|fee|fees|fare|costs back|refunded|returned|considered
		full refund
		refund of|me|my|the|our|in
		want|get|have|like|for|a refund
		taken up with
		take this|it further|up
		stop it
		who is|was|made|authorised|approved|took|decided responsible|this|it|the|that|decision
		what you|youll|will|hee will|are|going|intend|plan|do|be
		told|know|hear|informed _ outcome|result|done
		the outcome
		what are|r|will you|u _ do|doing
		who|whos is|your|ur|the _ charge|boss|manager|senior
		someone|somebody|person in|at charge|the
		accountable|accountability|disciplin*|disciplinary|reprimand*
		i expect|demand
		an explanation
		explanation from|of|for|as
		expect|want|like|have|get|had my|our _ back
		unhappy with|about how|the|that|your|this
		authorised it|this
		legal action
		held|take to|responsible|responsibility
		the|your name of|and _ person|manager|somebody|someone
		escalate|escalated|escalating
		your|a|the manager|boss|superior|superiors|supervisor|chief
		answer|reply|response|explanation|that|explain in writing
		written reply|response|explanation|answer|apology
		tell me|us who|why
		put _ right
		so that|it cannot|doesnt|it|this|nobody|no|never|isnt _ happen|again|else|done|happens
		happen to anyone|anybody|someone|somebody|another|others
		done to somebody|someone|another|anyone
		be withdrawn|reviewed|reconsidered|changed|overturned
		examine|review how
		complaint|complained|complaints _ your|hee|programmes|programme organisation|handling|organisations|staff|trainers|course
		re mark
		not satisfied|accept
		dont accept
		complaints procedure|process|department|policy|address
		compensation|compensate
		ombudsman`, says{Complaint: 2}},
	{"ill treated", `
		rude|dismissive|condescending|patronising|laughed|hung up|shouted|sneered|mocked|humiliated|ignored|dismissed
		fobbed|palmed|brushed off
		passed|sent|pushed round|around|from
		nobody|no one|noone|never|not _ replied|answered|rang|called|told|warned|apologised|came|bothered
		nobody|noone has|had|have|came|told|told|replied|answered
		no one came|told|replied|answered|has
		no|never reply|warning|response|apology|explanation|answer
		had nothing|no
		heard nothing|no
		still waiting|no|nothing
		third|fourth|fifth|sixth|second letter|email|e|time|message|request
		three|four|five|six|several emails|letters|times|e|messages|weeks|months
		asked|written|wrote|reported|chased|emailed|rang|raised twice|again|three|four|in|and|it
		put the phone
		phone down
		told me|us|her|him to|that|i|we|it|not
		was|were told
		short with
		disgusted|disgraceful|disgrace|appalled|appalling|unacceptable|shocking|outrageous|furious|insulting|insulted|shambles|unbelievable|joke|pathetic|contempt|livid|fuming
		not|wasnt|isnt|very|werent happy|acceptable|right|satisfied|unhappy|ok|okay|on|good
		let down
		you|youve cancelled|closed|lost|ignored|refused|promised|charged|published|reset|sent
		wrong persons
		in tears
		without _ warning|asking|permission|acknowledgement|notice|reasons|consent
		procedurally unfair
		sits badly
		that is|was unfair
		how you|i|we _ treated
		what|something happened
		racist|sexist|homophobic|inappropriate|offensive|cruel|crude|tasteless|disgusting
		one of your _ made|said|told|was|has|laughed|shouted|asked
		remark|remarks|joke|comment about|to|that|made
		horrified|offensive|unprofessional|humiliating|degrading|unfair|unjust|incompetent|negligent|worst
		courtesy|decency|manners to|of
		shabbily|shoddily|shoddy|shabby|badly
		worst
		cannot|cant be right|so
		serious|grave|several|raise _ concern|concerns about|that|with|regarding
		treated|spoken by|to|like|with|badly|as
		discriminat*`, says{Complaint: 1.2}},
}
