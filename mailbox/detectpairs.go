package mailbox

import (
	"sync"
	"unicode/utf8"
)

// pairSet scores one charset of two bytes a character.
type pairSet struct {
	name   string
	pair   func(a, b byte) pairKind
	common map[[2]byte]bool
}

type pairKind int

const (
	noPair    pairKind = iota
	rarePair           // a character, but seldom
	usualPair          // one of those that most texts are made of
	kanaPair           // a letter of a syllabary: kana, or Hangul
)

// The commonest characters, as far as they are told from each other by them, and
// the marks that stand between sentences.
const (
	simplified  = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运您好请谢贵邮件通知课程培训"
	traditional = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運您請謝貴郵件通知課程訓練"
	kanji       = "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢様願致参加研修確認件名資料宛返信"
	hangul      = "이다는에가을의고하를은지한도로니서기사리자나어대시인있아해일정들그주수습보부전게만것라오안요세스여과장면국와원구제으조상생경계공우내없때말성신문비러될됩합회화무소교당동관금용물세요모입료했까네았었르간분개더치연방명발할감트선실진드유중음알반또위행학저단미등데바든메받려년월날짜참십번청락드록"
	betweenHan  = "，。、！？：；（）「」“”《》　・ー…．～"
)

// pairSets are made when the first letter needs them.
var pairSets = sync.OnceValue(func() []pairSet {
	return []pairSet{
		newPairSet("gb18030", gbPair, simplified+betweenHan),
		newPairSet("big5", big5Pair, traditional+betweenHan),
		newPairSet("shift_jis", sjisPair, kanji+betweenHan),
		newPairSet("euc-jp", eucJPPair, kanji+betweenHan),
		newPairSet("euc-kr", eucKRPair, hangul),
	}
})

func newPairSet(name string, pair func(a, b byte) pairKind, chars string) pairSet {
	s := pairSet{name, pair, map[[2]byte]bool{}}
	enc := charsetNamed(name)
	for _, r := range chars {
		if code, err := enc.NewEncoder().Bytes(utf8.AppendRune(nil, r)); err == nil && len(code) == 2 {
			s.common[[2]byte(code)] = true
		}
	}
	return s
}

// score is near 0.7 for a text in the charset, and far below for all others.
func (s *pairSet) score(data []byte) float64 {
	sum, n := 0.0, 0
	for i := 0; i < len(data); i++ {
		if data[i] < utf8.RuneSelf {
			continue
		}
		n++
		if i+1 == len(data) {
			break // cut in two
		}
		kind := s.pair(data[i], data[i+1])
		switch {
		case kind == noPair:
			sum -= 2
			continue
		case s.common[[2]byte{data[i], data[i+1]}]:
			sum++
		case kind == kanaPair:
			sum += 0.8
		case kind == usualPair:
			sum += 0.4
		default:
			sum -= 0.3
		}
		i++
	}
	return sum / float64(max(n, 1))
}

func gbPair(a, b byte) pairKind {
	switch {
	case a < 0x81 || a > 0xfe || b < 0x30 || b == 0x7f || b == 0xff || b > 0x39 && b < 0x40:
		return noPair
	case a >= 0xb0 && a <= 0xd7 && b >= 0xa1: // the first level of GB 2312
		return usualPair
	}
	return rarePair
}

func big5Pair(a, b byte) pairKind {
	switch {
	case a < 0xa1 || a > 0xf9 || b < 0x40 || b > 0x7e && b < 0xa1 || b == 0xff:
		return noPair
	case a >= 0xa4 && a <= 0xc6: // the first level
		return usualPair
	}
	return rarePair
}

func sjisPair(a, b byte) pairKind {
	switch {
	case a < 0x81 || a > 0x9f && a < 0xe0 || a > 0xfc || b < 0x40 || b == 0x7f || b > 0xfc:
		return noPair
	case a == 0x82 && b >= 0x9f || a == 0x83 && b <= 0x96:
		return kanaPair
	case a >= 0x88 && a <= 0x98:
		return usualPair
	}
	return rarePair
}

func eucJPPair(a, b byte) pairKind {
	switch {
	case a < 0xa1 || a == 0xff || b < 0xa1 || b == 0xff:
		return noPair
	case a == 0xa4 || a == 0xa5:
		return kanaPair
	case a >= 0xb0 && a <= 0xcf:
		return usualPair
	}
	return rarePair
}

func eucKRPair(a, b byte) pairKind {
	switch {
	case a < 0xa1 || a == 0xff || b < 0xa1 || b == 0xff:
		return noPair
	case a >= 0xb0 && a <= 0xc8:
		return kanaPair
	}
	return rarePair
}
