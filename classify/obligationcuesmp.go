package classify

// parliamentCues are cues of parliaments and their members.
var parliamentCues = []dutyCue{
	{"MP", `
		mp|mps|msp|msps|mla|mlas
		member of parliament|the|senedd|parliament
		members of parliament|both|the
		member for
		the member is|has|would|will|to|for|allowing|may|on
		aelod seneddol|senedd|o
		aelodau seneddol`, says{MP: 2}},
	{"constituent", `
		constituent|constituents|constituency|constituencies
		etholwr|etholwyr|etholwraig|etholaeth|hetholwyr|hetholaeth`, says{MP: 2.5}},
	{"parliament", `
		parliament|parliamentary|senedd|holyrood|stormont|westminster|hansard|commons
		house|houses of|lords
		the|in lords|commons|chamber
		select|health|public|the|petitions committee|committees
		committee room|clerk|has|agreed|inquiry|would
		appg|appgs
		all party
		cross party group|committee
		adjournment|backbench|westminster|opposition debate|business|hall
		debate on|in|next|about|this|short
		in the debate
		for|a debate
		early day
		written|oral evidence|memorandum|question|questions|answer|statement
		evidence to|session
		speech|speaking in|to|for
		trawsbleidiol|cynulliad|seneddol
		division bell|bells`, says{MP: 1.5}},
	{"peer", `
		lord|baroness|baron|viscount|earl|peer|noble|hon|honourable
		lady|dame|sir _ is|has|would|speaking|asked|house|peer
		lordship|ladyship|lords
		crossbench*|peerage`, says{MP: 1.5}},
	{"parliamentary question", `
		pq|pqs|wpq|wq|aqw|aqo
		parliamentary|written|oral question|questions|answer
		question for|from|tabled|short
		tabled|tables|tabling
		secretary of state
		minister|ministers|ministerial|ministry|cabinet|gweinidog
		draft|suggested reply|answer|response|lines
		treat official
		named day
		lines to
		background note
		her|his majestys
		scottish|welsh|the government
		briefing|brief|backstop for|on|the|minister`, says{MP: 1.5}},
	{"their office", `
		caseworker*|casework|gwaith achos
		senior|parliamentary|constituency|private|diary|research|policy caseworker|assistant|researcher|office|secretary|manager|branch|adviser|advisor|clerk|officer|aide|business|intern
		office of|for|manager
		the|our|this|to|from|his|her|mps|ein|swyddfa office|swyddfa
		work|working|write|writing|am|behalf|caseworker|intern|assistant|researcher for|of|to|with
		chief of
		our ref|reference
		swyddog|swyddfa
		pp`, says{MP: 0.7}},
	{"my own MP", `
		i|we|ill|shall|will|would|might|could|may|have|going|had _ my|our|local mp|msp|mps
		my|our|your|his|her|local|the mp|mps|msp|member|lord
		write|wrote|writing|written|writes|go|going|gone|contact|contacted|contacting|copy|copied|copying|cc|complain|complained|told|raise|take|asked|email|emailed|tell|speak|spoken to|my|our|this|it|with _ mp|mps|minister|parliament
		to|by|with|from|and my|our|the|local mp|mps|msp
		my mp says|said|never|has|replied|will|is|and|or|about|who|if
		mps leaflet|and|to|who|are|should|get
		or the|my papers|ombudsman|press|mp
		petition|signatures`, says{MP: -3.5}},
	{"raised with me", `
		raised|contacted|approached|written|came|come|wrote|visited|attended|spoke|spoken|tells|informs|asked with|by|to|me|him|her|us _ constituent|constituents|surgery|member|office|resident
		been contacted|approached
		contacted|approached|written by|to me|us|him|my|a|the|her|mr|mrs|ms
		tells|told|writes|wrote|asks me|us|to
		surgery on|last|in
		at|to my|his|her|toms surgery
		grateful|obliged|appreciate|glad|welcome|diolchgar for|if|a|your|am|this
		reply|response|note|answer|advice|comments|position|copy _ forward|pass|share|send|him|her|constituent|on|for|i|which|that|we
		can|could|may|might|to forward|pass|share|reply
		pass|forward|send on|it|to|them`, says{MP: 0.5}},
	{"for a member", `
		mp|msp|mla|mps
		member of parliament|the
		constituent|constituents|constituency
		office of _ mp|msp|mla|as|ms|lord|baroness|lady
		caseworker|caseworkers|casework
		house of commons|lords
		in|of the lords|commons|house
		secretary of state
		parliamentary question|assistant|researcher|branch|private|secretary
		pq|pqs|wq|aqw
		oral|written questions|question|pqs|evidence
		orals
		first minister|ministers
		ministers office
		private office
		plenary
		welsh|scottish|uk government
		special adviser|advisers
		named day
		appg
		all party
		the member
		my|his|her constituent
		an amendment down
		baroness|lord|lady _ asked|speaking|would|has|mp
		etholwr|etholwraig|etholaeth
		aelod seneddol`, says{MP: 1.5}},
}
