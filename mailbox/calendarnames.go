package mailbox

// windowsZones are the zones of Windows, in lower case, by the IANA database's
// names. Rarer ones are read from the rules in the calendar itself.
var windowsZones = map[string]string{
	"gmt standard time": "Europe/London", "gmt daylight time": "Europe/London", "british summer time": "Europe/London",
	"greenwich standard time": "Atlantic/Reykjavik", "greenwich mean time": "Europe/London", "gb": "Europe/London", "eire": "Europe/Dublin",
	"w. europe standard time": "Europe/Berlin", "romance standard time": "Europe/Paris", "central europe standard time": "Europe/Budapest",
	"central european standard time": "Europe/Warsaw", "central european time": "Europe/Berlin", "w. central africa standard time": "Africa/Lagos",
	"e. europe standard time": "Europe/Chisinau", "gtb standard time": "Europe/Bucharest", "fle standard time": "Europe/Kiev",
	"turkey standard time": "Europe/Istanbul", "russian standard time": "Europe/Moscow", "belarus standard time": "Europe/Minsk",
	"egypt standard time": "Africa/Cairo", "south africa standard time": "Africa/Johannesburg", "e. africa standard time": "Africa/Nairobi",
	"morocco standard time": "Africa/Casablanca", "israel standard time": "Asia/Jerusalem", "jordan standard time": "Asia/Amman",
	"middle east standard time": "Asia/Beirut", "arab standard time": "Asia/Riyadh", "arabic standard time": "Asia/Baghdad",
	"arabian standard time": "Asia/Dubai", "iran standard time": "Asia/Tehran", "pakistan standard time": "Asia/Karachi",
	"india standard time": "Asia/Kolkata", "sri lanka standard time": "Asia/Colombo", "nepal standard time": "Asia/Kathmandu",
	"bangladesh standard time": "Asia/Dhaka", "se asia standard time": "Asia/Bangkok", "china standard time": "Asia/Shanghai",
	"singapore standard time": "Asia/Singapore", "taipei standard time": "Asia/Taipei", "tokyo standard time": "Asia/Tokyo",
	"korea standard time": "Asia/Seoul", "w. australia standard time": "Australia/Perth", "cen. australia standard time": "Australia/Adelaide",
	"aus central standard time": "Australia/Darwin", "e. australia standard time": "Australia/Brisbane", "aus eastern standard time": "Australia/Sydney",
	"tasmania standard time": "Australia/Hobart", "new zealand standard time": "Pacific/Auckland", "hawaiian standard time": "Pacific/Honolulu",
	"alaskan standard time": "America/Anchorage", "pacific standard time": "America/Los_Angeles", "us mountain standard time": "America/Phoenix",
	"mountain standard time": "America/Denver", "central standard time": "America/Chicago", "canada central standard time": "America/Regina",
	"eastern standard time": "America/New_York", "us eastern standard time": "America/Indianapolis", "atlantic standard time": "America/Halifax",
	"newfoundland standard time": "America/St_Johns", "sa pacific standard time": "America/Bogota", "argentina standard time": "America/Buenos_Aires",
	"e. south america standard time": "America/Sao_Paulo", "azores standard time": "Atlantic/Azores", "cape verde standard time": "Atlantic/Cape_Verde",
}

// cityZones are the cities by which Outlook shows the zones nearest to us, as in
// '(UTC+00:00) Dublin, Edinburgh, Lisbon, London', in lower case.
var cityZones = map[string]string{
	"dublin": "Europe/London", "edinburgh": "Europe/London", "lisbon": "Europe/London", "london": "Europe/London",
	"greenwich mean time : dublin": "Europe/London", "monrovia": "Atlantic/Reykjavik", "reykjavik": "Atlantic/Reykjavik",
	"amsterdam": "Europe/Berlin", "berlin": "Europe/Berlin", "bern": "Europe/Berlin", "rome": "Europe/Berlin", "stockholm": "Europe/Berlin", "vienna": "Europe/Berlin",
	"brussels": "Europe/Paris", "copenhagen": "Europe/Paris", "madrid": "Europe/Paris", "paris": "Europe/Paris",
	"belgrade": "Europe/Budapest", "bratislava": "Europe/Budapest", "budapest": "Europe/Budapest", "ljubljana": "Europe/Budapest", "prague": "Europe/Budapest",
	"sarajevo": "Europe/Warsaw", "skopje": "Europe/Warsaw", "warsaw": "Europe/Warsaw", "zagreb": "Europe/Warsaw",
	"athens": "Europe/Bucharest", "bucharest": "Europe/Bucharest", "helsinki": "Europe/Kiev", "kyiv": "Europe/Kiev", "kiev": "Europe/Kiev", "riga": "Europe/Kiev",
	"istanbul": "Europe/Istanbul", "moscow": "Europe/Moscow", "jerusalem": "Asia/Jerusalem", "cairo": "Africa/Cairo",
	"harare": "Africa/Johannesburg", "pretoria": "Africa/Johannesburg", "nairobi": "Africa/Nairobi", "west central africa": "Africa/Lagos",
	"abu dhabi": "Asia/Dubai", "kuwait": "Asia/Riyadh", "riyadh": "Asia/Riyadh", "islamabad": "Asia/Karachi", "karachi": "Asia/Karachi",
	"chennai": "Asia/Kolkata", "kolkata": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "dhaka": "Asia/Dhaka",
	"beijing": "Asia/Shanghai", "hong kong": "Asia/Shanghai", "kuala lumpur": "Asia/Singapore", "singapore": "Asia/Singapore", "osaka": "Asia/Tokyo", "tokyo": "Asia/Tokyo",
	"canberra": "Australia/Sydney", "melbourne": "Australia/Sydney", "sydney": "Australia/Sydney", "auckland": "Pacific/Auckland", "wellington": "Pacific/Auckland",
	"eastern time (us & canada)": "America/New_York", "central time (us & canada)": "America/Chicago", "mountain time (us & canada)": "America/Denver", "pacific time (us & canada)": "America/Los_Angeles",
}
