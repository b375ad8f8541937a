package classify

// dataCues are cues of rights over the data held about somebody.
var dataCues = []dutyCue{
	{"data protection", `
		subject access
		dsar|sar|sars|dsars
		article 15|16|17|20|21
		data protection
		gdpr
		right|rights of|to|under access|erasure|erased|be|rectification|object|see|gdpr|data
		data subject
		erasure|rectification
		personal data|information
		data controller
		gwrthrych am
		diogelu data`, says{SubjectAccess: 1}},
	{"data about me", `
		data|information|everything|records|record|anything|all|file|files|notes|emails|whatever|what|details|documents|messages|mails|something|else|it|recording|report _ about|on|concerning|regarding|of|mentioning|naming me|us|myself
		about|on|concerning|against|of me|us|myself|him|her
		hold|held|holds|keep|kept|have|got|stored|store|written|wrote|said|compiled|recorded|collected about|on|against me|us|my|myself|him|her|our|them
		my|our|his|her|their personal|own data|information|details|file|records|record
		my|our|his|her|their file|files|records|notes|recording|statement|transcript|interview|form|forms|answers|story|details
		with|in|has|have my|our name|names
		named|identified|mentioned|described|identifiable
		mentions|mentioning|naming|names|name me
		against my name
		mention|mentioning my
		in my name
		you|youve|whatve have|got|hold|kept on|of me|mine
		amdana|amdanaf i
		fy nata|manylion|ngwybodaeth|ffeil`, says{SubjectAccess: 0.7}},
	{"for somebody else", `
		act|acting for|on
		our client|clients|member
		signed|written authority|consent|permission|authorisation
		form|letter of authority|consent
		power of attorney
		parental responsibility
		deputy|executor|advocate|attorney|guardian|solicitor|solicitors
		allowing|permission _ act|ask
		his|her|their behalf
		my daughter|son|child|mother|father|brother|sister|client|husband|wife
		my late`, says{SubjectAccess: 0.3}},
	{"identity", `
		proof|evidence|copy of my|identity|id|identification|address|who
		prove who
		driving licence
		passport|utility|identification|identity
		council tax bill
		verify|confirm my identity
		id attached|enclosed`, says{SubjectAccess: 1}},
	{"one month", `
		one|a|calendar|the month|months
		month from|to|of
		within _ month|days
		30 days
		information commissioner|commissioners
		ico`, says{SubjectAccess: 0.3}},
	{"take out or put right", `
		erase|erased|erasing|delete|deleted|deleting|deletion|delated|destroy|destroyed|destroying|rectify|rectified|remove|removed|forget|forgotten|wipe|wiped
		correct|corrected|correction|amend|amended _ record|records|entry|data|it|file|everywhere|details
		put right
		taken|take _ down|out
		stop using|processing|sharing|emailing
		dileu`, says{SubjectAccess: 0.3}},
	{"a right", `
		my|our|his|her|their|the|a|have right|rights
		right to
		entitled|entitlement
		exercise|exercising|using|invoke
		never|not|didnt|dont consent|consented|agree|agreed|said|say|gave|given
		without _ consent|permission
		by|under law|the law
		hawl`, says{SubjectAccess: 0.7}},
	{"who else has it", `
		who else
		who _ shared|passed|given|gave|sent|seen|told
		shared|passed|given|gave|sent _ to|with|on
		where _ got|come|came from
		what you|youve|has|was|is have|got|kept|keep|keeping|held|stored|written|said`, says{SubjectAccess: 1}},
	{"the right by name", `
		subject access|acces
		sar|dsar please|request|under|for
		sar|dsar|sars
		article 15|16|17|20|21
		right|rights of|to access|erasure|be|rectification|have|see _ erased|forgotten|erasure|corrected|data|put|what|deleted|access|removed
		right of access
		right to erasure|see|be|have|rectification
		data subject
		under _ gdpr|data|dpa
		the|law gdpr
		by law
		personal data _ about|concerning|held|hold|relating|processed|us|me
		all|any|my|his|her|their|our personal|my data|information
		is personal data
		machine readable
		i object to _ kept|held|processed|used|processing|keeping
		clients mandate|authority
		as entitled under
		rectification|rectify
		withdraw|withdrawing|withdrew|withdrawn _ consent
		wybodaeth bersonol`, says{SubjectAccess: 2}},
	{"held on me", `
		hold|held|holds|holding|have|got|keep|keeps|kept|keeping|stored|written|wrote|said|writes|compiled|collected|gathered about|on|against|concerning me|us|him|her|my|our|myself|m|them
		data|information|everything|records|record|anything|file|files|notes|emails|mails|messages|something|all|documents|report|correspondence about|on|concerning|regarding|of|mentioning|naming me|us|myself|him|her|my
		hold|held|kept|stored|have about me|us|him
		named|name|mention|mentions|mentioned|mentioning|naming|names|described|discussed|discuss me|us|him|by
		which|that|in|any name|mention|mentions me|us|him
		with my|our name
		mentioned|named|discussed by|in|with me|my|name
		tape|tapes|recording|transcript _ typed|interview|interviewed|me|my|mother
		identifies|identify|identifying me|us|him|her|my
		my case study
		remove|removed|delete|deleted|take|destroy|destroyed anything|everything|whatever _ me|my|us|identifies
		copies|copys|copy destroyed|deleted|erased
		who has|have read|seen it|them|my|mine
		scoring|score sheet|sheets|form
		references|reference _ me|panel|panels
		sight of what|everything|all|anything|any
		in which she|they features|feature
		what my mother|father|son|daughter|brother|sister|wife|husband told|said|wrote
		in which _ is|was named|mentioned|identified|recorded
		in which i|im|my|we|he|she _ named|name|mentioned|appear|appears|identified|described|discussed|identifiable
		full|entire|complete|whole|old personnel|staff|personal|client|hr|medical file|record|records
		relating|relate|relates|referring|refer|pertaining|pertains to me|her|him|us|my|our|them
		know about me|us|him|her
		footage|cctv
		reference|notes|note|remarks|comments|emails|e|letters _ about|on|concerning|regarding me|us|my
		you|u|they|staff|somebody|someone took|made|gave|wrote|kept|sent|passed _ about|on me|us|my
		about my conduct|case|application|behaviour|placement|performance|story|work|time
		everything|anything|all|whatever|what _ recorded|noted|wrote|written|said|kept _ about me|him|her|us|my|them
		my file|records|appraisals|appraisal
		has|bears|have my name
		my|our|his|her|their|old personnel|personal|old|staff|hr|training file|records|record|notes
		personal file
		file _ kept|held on|about
		my|his|her|their own words
		of mine
		records of|about|from me|us|the|my
		transcript|recording|tape|notes of|from me|my|interview
		the recording
		my recording|interview|transcript|consent|file|photo|photograph|story|image|face
		on me
		against my name
		data|details|information|story|name|photo _ deleted|delated|erased|removed|corrected
		down in your
		what was|is said|written|kept|held|stored|recorded|done about|on|against
		what youve|you got|hold|kept|have|keep
		everything|all|whatever|anything|what _ held|hold|kept|keep|got|stored _ me|us|him|my|name|personally
		copies|copy of everything|all|what|my|his|her _ wrote|said|have|hold|data|file|record|records|name
		who have you told
		who _ gave|give|given|told|seen|shared _ it|my|that|me|to
		where _ got|get it|my|them
		panel|interview|assessors|trainers|supervision|meeting notes|scores
		amdanaf|amdana
		fy nata|ffeil|manylion`, says{SubjectAccess: 1.5}},
}
