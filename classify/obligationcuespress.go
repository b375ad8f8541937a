package classify

// pressCues are cues of press and broadcasting.
var pressCues = []dutyCue{
	{"journalist", `
		journalist*|reporter*|correspondent|correspondents|newsroom|columnist|newsdesk|journo|newyddiadur*
		news|sub|features|section|picture|health|education|political|home|deputy|community|assistant|chief editor|desk|reporter|producer|ed|team|crew
		freelance|freelancer|freelancing
		press|media query|enquiry|inquiry|request|bid|enquiries|statement|team
		health|social|education|affairs|crime|science correspondent|affairs|reporter|writer|editor
		im|am|as|a|the|as a|an|the|features|data journalist|reporter|writer|editor|broadcaster|presenter|producer|columnist
		editor
		interview bid|request
		gan y wasg
		reporting for|on
		byline`, says{Press: 2}},
	{"on the air", `
		producer|producers|documentar*|podcast*|pod|broadcast*|radio|tv|television|presenter|presenters|soap|storyline*|studio|episode|episodes|raidio|raidio|teledu|gorsaf|youtube|vlog|livestream
		breakfast|morning|afternoon|evening|drivetime|daily|current|mid|phone|regional|local show|programme|bulletin|slot|affairs|news|in
		on air|the
		live on|at|in|from|tonight|tomorrow
		programme makers|for
		part series
		series about|on|two|one|of
		film crew|maker|makers|for
		camera|cameras|footage|airs|aired|airing|audience|listeners|viewers|listens
		i|we host|produce|present a|the|radio|our
		rhaglen|eitem`, says{Press: 1}},
	{"paper or magazine", `
		newspaper*|magazine*|gazette|herald|supplement|tabloid|papur|cylchgrawn|fanzine
		daily|evening|sunday|morning|weekend|saturday|nursing|trade|regional|local|national|student|uni|university|universitys|unis|college|parish|school|village|the|our|community weekly|daily|paper|post|mail|news|times|star|echo|argus|newsletter|magazine|journal|mag
		student paper|press|media|newspaper|radio
		parish|village magazine|newsletter
		a|nursing|our weekly|column|publication|title
		our|my|your readers|column|listeners|viewers|editor|page|readership
		pages|page close|closes`, says{Press: 1}},
	{"comment", `
		comment|comments|spokesperson|spokesman|spokeswoman|quotable|quotes|soundbite
		interview|interviewed|interviewing|interviews|interviewee
		right of reply
		on|off the record|record
		on|for background|attribution
		a|one|couple|brief|short|some line|lines|quote|statement|words|sentences|comment|reaction|response|chat
		line|lines|statement|quote from|on|about
		words|sentences from|by|to|on|in
		talking head
		say something
		quote you|someone|him|her|whoever|from|by|the
		can|could|may i quote
		guest|guests
		come on|onto _ show|podcast|pod|programme|air|talk|chat|and
		someone|somebody|anyone|expert|author|authors|whoever|spokesperson|who to talk|speak|chat|come|explain|comment|interview|available
		talk|speak|chat to|with me|us|our|my
		headshot|photographer|photo|pic
		respond to
		invited to comment|respond
		case study
		sylw|cyfweliad|siaradwr`, says{Press: 0.7}},
	{"deadline", `
		deadline|deadlines
		go|going|goes|went to print|press|air
		goes out
		by|until|at|before 9am|10am|11am|12pm|1pm|2pm|3pm|4pm|5pm|6pm|7pm|noon|midday|lunchtime|5|4|3|2|6
		3pm|4pm|5pm today|tomorrow
		embargo*
		running|run|publishing|publish|printing|print|air|airing|broadcasting a|the|this|it|on|at|tomorrow|story|next|monday|tuesday|wednesday|thursday|friday|saturday|sunday|your|our|in
		were|are|im|am|be running|publishing|printing|reporting|broadcasting|recording|covering|filming|casting
		we record|film|publish|print|air
		for|in tomorrows|saturdays|sundays|thursdays|fridays|mondays|tuesdays|wednesdays|next
		report on|that monday|tuesday|wednesday|thursday|friday
		intend to
		for broadcast
		out on
		recording on|monday|thursdays|monday|remotely|remote`, says{Press: 0.7}},
	{"writing a piece", `
		writing|write|working|putting|doing|researching|preparing|developing|planning|do|written|making|make|filing a|an|on|together|for|about|my|up _ piece|feature|article|story|column|report|item|film|series|documentary|book|programme|show|episode|profile|investigation|special
		piece|feature|article|story|item|segment about|on|for|tomorrow|next|in|looking
		a story|feature|piece|item
		i|who|we|to write|writes for|the|a
		for a magazine|newspaper|paper|podcast|documentary|broadcaster|weekly|national|feature|piece|story|film
		profile a|the|one
		print|printing|run|reproduce|use it|them|below|beneath|alongside|next
		paratoi eitem|rhaglen`, says{Press: 1}},
	{"to film", `
		film|filming|filmed|shoot|shooting|footage
		record|recording an|the|one|one|you|with|thursdays|a|someone|interview
		with a recorder
		sit down
		camera|cameras`, says{Press: 0.7}},
	{"research", `
		study|ethics|ethical|participants|participant|dissertation|thesis|phd|msc|qualitative|quantitative|epq|assignment|homework|essay|ymchwil|coursework|participate|survey|questionnaire|supervisor|fellow|viva|research|researcher|statistics
		students|student|lecturer|teach|university
		nothing _ media
		teaching only`, says{Press: -1.5}},
	{"press as a partner", `
		press office|release|releases|officer|cuttings|cutting|pack
		in|the|a|our the|press press|papers|release
		logo|logos|branding
		newsletter|bulletin|twitter|social media
		journalism students|course|degree
		mention of|in|for`, says{Press: -2}},
	{"press a key", `
		press|pressed|pressing|presses the|a|any|start|finish|next|continue|register|play|enter|submit|begin|save|login|it|on|that
		button|buttons
		when i|you press`, says{Press: -3}},
	{"for the public", `
		im|am|as a|the|an|freelance|data|health|features|news journalist|reporter|producer|correspondent|columnist|editor|writer|broadcaster|presenter
		freelance|data|local|regional|national|health|student|investigative journalist|reporter|writer|producer
		journalist|reporter|correspondent|newsroom|podcast|documentary|documentaries|broadcaster
		producer|researcher|presenter|editor on|of|at|for|with
		news|features|health|deputy|assistant|sub editor|desk|correspondent|reporter|producer
		i|we write|writes for|about
		i|we make|produce|host|present radio|a|the|our|documentaries|podcasts|films|programmes
		i|we do|edit|run|present the|a|our parish|village|radio|podcast|station|newspaper|magazine|news|paper|breakfast
		im|am with|from|at|on the|a _ news|times|post|radio|tv|paper|newspaper|gazette|herald|mail
		write|writing|working|putting|reporting|researching|filming|recording _ feature|piece|article|story|column|report|documentary|series|film|episode|item|magazine|newspaper|paper|programme
		running|doing|publishing|covering|planning a|the|an story|piece|feature|item|report|report|interview
		right of reply
		a|some|your|for|official|short comment|quote|statement|spokesperson|line|reaction
		on|off the record|air
		on background
		come on _ show|podcast|pod|air|programme|and|to
		an|for|bid interview
		interview bid|request|before|with|one|someone|whoever|somebody
		interview _ somebody|someone|author|authors|trainer|whoever|expert|one
		deadline
		embargo|embargoed
		going|goes|go to print|press
		we|i intend to report|publish
		for|in tomorrows|thursdays|saturdays|sundays|mondays|our _ paper|edition|magazine|issue|pages|number
		our|my readers|listeners|viewers|column
		radio|tv|television|soap|drama|storyline|newspaper|magazine
		to|would|can|could|and film|photograph|record
		talking head
		say something
		someone|somebody|anyone|guest|expert|author|authors|whoever _ interview|interviewed|quote|comment|air|studio|camera
		spokesperson|spokesman|spokeswoman
		write|writes features|feature|articles|pieces|columns|stories
		features|articles|pieces|stories for _ magazine|magazines|paper|papers|newspaper|newspapers|press
		your reaction|comments
		oclock bulletin|news
		oclock programme|show|package
		a|live two way
		our|my article|piece says|said
		going|goes live at|on
		our _ bulletin|programme|broadcast|audience|show|news
		newyddiadur*
		gyfweliad|cyfweliad|chyfweliad
		papur bro|newydd`, says{Press: 1.5}},
}
