package synthetic

import "strings"

// people are the names of one culture. Every list is without repeats, no full name can come from two cultures, and family names that
// well-known people bear are left out.
type people struct {
	families, women, men []string
}

func list(s string) []string { return strings.Fields(strings.ReplaceAll(s, "\n", " ")) }

// cultures are made to give a label, a search and a screen everything they will meet: apostrophes, hyphens, accents, spaces
// (written _ here), scripts other than Latin, and writing from right to left.
var cultures = []people{
	{
		families: list(`Abbot Ackroyd Alderton Allardyce Amberley Appleyard Ashdown Askew Atterby Bagshaw Bainbridge Balderstone
Barrowclough Beckwith Beddoes Fairweather Birkenshaw Blackthorn Blenkinsop Boothroyd Bracewell Bradwell Brindley
Brocklebank Buckthorpe Burnaby Butterfield Cadwallader Calverley Cartmell Chadderton Chilvers Clitheroe Copplestone Cragg
Culpepper Dagnall Dalrymple Dewhurst Dinsdale Drinkwater Earnshaw Eccleston Elphick Fairweather
Fazackerley Featherstone Fenwick Garthwaite Gledhill Goodbody Hardcastle Harkness Hathersage
Haythornthwaite Hebblethwaite Heptonstall Higginbottom Hollingworth Horsfall Huddlestone Illingworth Ingleby Kerfoot
Kettlewell Killick Lanyon Larkham Leadbetter Lightfoot Longbottom Lumb Makepeace Mallinson Merryweather Micklethwaite Midgley
Mossop Murgatroyd Nettleship Oakenfold Ollerenshaw Ormerod Osbaldeston Peasegood Pendlebury Pickersgill Pomfret
Quarmby Ramsbottom Ravenscroft Rawnsley Redmayne Ringrose Rowbottom Rushworth Satterthwaite Scholefield Shuttleworth
Silverwood Skelhorn Slingsby Sowerby Stainthorpe Sugden Swithenbank Thistlewood Tolliver Topham Underhill
Uttley Wagstaff Walmsley Whitwham Wigglesworth Winterbottom Wolstenholme Woodhead Wrigglesworth Yarwood Yewdall
Ackroyd-Fenn Barrow-Lumb St_John_Mallory Fitz-Warren Lister-Kaye-Holt de_la_Haye`),
		women: list(`Abigail Ada Agnes Alice Amelia Amy Angela Anna Audrey Barbara Beatrice Beryl Brenda Carol Caroline Catherine Charlotte Chloe
Christine Claire Daisy Deborah Diane Doreen Doris Dorothy Edith Edna Eileen Elizabeth Ella Elsie Emily Emma Enid Esther Ethel Eva Evelyn
Florence Frances Freya Gillian Gladys Grace Hannah Hazel Heather Helen Hilda Irene Isla Ivy Jacqueline Jane Janet Jean Jessica Joan Joyce
Judith Julia Karen Kathleen Laura Lily Linda Lucy Mabel Margaret Marion Mary Mary-Anne Matilda Mavis Megan Mildred Millie Muriel Nancy
Olive Olivia Pamela Patricia Pauline Phyllis Poppy Rebecca Rita Rose Rosie Ruby Ruth Sally Sandra Sarah Sheila Sophie Stella Susan
Sylvia Thelma Vera Victoria Violet Vivien Wendy Winifred Zoe`),
		men: list(`Adam Alan Albert Alexander Alfred Andrew Anthony Archie Arthur Barry Benjamin Bernard Brian Callum Cecil Charles Christopher
Clifford Colin Cyril Daniel David Dennis Derek Donald Douglas Duncan Edgar Edward Edwin Eric Ernest Francis Frank Frederick Geoffrey George
Gerald Gilbert Gordon Graham Guy Harold Harry Henry Herbert Horace Hugh Ian Isaac Jack Jacob James Jeremy John John-Paul Joseph Joshua
Keith Kenneth Kevin Laurence Leonard Leslie Lewis Lionel Luke Malcolm Mark Martin Matthew Maurice Michael Neil Nicholas Nigel Noah Norman
Oliver Oscar Patrick Paul Percy Peter Philip Ralph Raymond Reginald Richard Robert Robin Roger Ronald Roy Rupert Samuel Sidney Simon
Stanley Stephen Stuart Terence Theodore Thomas Timothy Trevor Victor Vincent Walter Wilfred William`),
	},
	{
		families: list(`O'Brannagh O'Dulaney O'Farrelly O'Gormley O'Mullane O'Shaughran Ní_Bhrolcháin Ó_Dubhagáin MacAndle McCorley McGillan
McInally Mac_Giolla D'Arcy-Quinn Gallaher Tierneagh`),
		women: list("Áine Aoife Bríd Caoimhe Ciara Deirdre Eimear Fionnuala Gráinne Maeve Niamh Nuala Órla Róisín Saoirse Siobhán Sinéad Úna"),
		men:   list("Aidan Cathal Ciarán Cillian Colm Conor Declan Diarmuid Donncha Eoin Fergal Lorcan Niall Oisín Pádraig Ruairí Seán Tadhg"),
	},
	{
		families: list(`Ahluwalia Bhandari Bhattacharjee Chakraborti Chaudhary Dhaliwal Gopalakrishnan Hossain-Mia Iqbalzada Jayawardena Karunaratne
Kulkarni Lakshmanan Mahmudzai Mukhopadhyay Nagarajan Padmanabhan Qureshipur Rajagopalan Siddiqi-Noor Sundaram Thirunavukkarasu Upadhyaya
Venkataraman Wickramasinghe Zamanpur`),
		women: list("Aaliyah Ananya Asha Bushra Deepika Fatima Geetha Ishrat Jaspreet Kavita Lakshmi Meera Nasreen Nusrat Padma Priya Rukhsana Shabnam Simran Sunita Tasneem Vidya Yasmin Zainab"),
		men:   list("Abdul-Karim Anil Arjun Asif Balvinder Bilal Deepak Farhan Gurdeep Harish Imran Jagdish Kamal Manoj Naveed Omar Pradeep Rajesh Sanjay Tariq Usman Vikram Yusuf Zahid"),
	},
	{
		families: list(`Błaszczykiewicz Cieślikowska Dąbrowicz Gołębiak Jabłonecki Kołodziejczak Łuczyński Mączyński Nowakowicz Pękalski Świątkowicz
Wójcikiewicz Żurawek Dvořáček Hruškovič Kučerová Šimůnek Čapkovský Hîncescu Ștefănoaia Țurcan`),
		women: list("Agnieszka Beata Božena Danuta Elżbieta Ewelina Grażyna Halina Ilinca Jadwiga Katarzyna Lucyna Małgorzata Renáta Zuzanna"),
		men:   list("Andrzej Bogdan Czesław Dariusz František Grzegorz Henryk Jiří Kazimierz Łukasz Mieczysław Paweł Radosław Tomáš Zbigniew"),
	},
	{
		families: list(`Müllerthal Schößler Grünwaldt Hägglund Østerbø Ångströmer Peña-Ibarra Núñez_del_Prado Castañeda-Ruiz D'Amicis Dell'Orto
Lefèvre-Dunois Crèvecœur Gonçalves-Brás Magalhãesinho Çelikoğlu Yıldırımer Þorvaldsbur Kõivistu Bērziņš`),
		women: list("Adèle Ayşe Begoña Chloé Éloïse Françoise Giulia Hélène İpek Jūratė Zoë-Marie María_José Solveig Søs Ülkü"),
		men:   list("André Björn Çağrı Étienne François Gérôme Iñaki José_Luis Jürgen Łazarz Matthäus Øyvind René Søren Þórður Ümit"),
	},
	{
		families: list(`Adebayo-Cole Afolabini Amponsem Boatengwa Chukwuemekani Diop-Sarr Ekwueme-Obi Gebremichael Habtemariamu Kamau-Njeri Mbekwana
Nkrumahene Okonjo-Ade Olufemiwa Osei-Badu Tshabalalani Wanjikuru Zulumba`),
		women: list("Abena Adaeze Akosua Amara Ayodele Chinwe Efua Folake Hiwot Makena Nkechi Nomvula Selam Thandiwe Wambui Yewande"),
		men:   list("Adewale Chidi Dawit Emeka Femi Kofi Kwabena Kwame Lamin Mandla Musa Obinna Sipho Tendai Tesfaye Yaw"),
	},
	{
		families: list("Nguyễn Trần-Lê Phạmvy Chanwai Cheungsze Leungkit Ng-Tam O Xu-Hale Tanakabe Suzumori Parkhyun Choeun Santosbanal"),
		women:    list("Bích_Ngọc Hoa Hyun-ju Ji-woo Kanako Li-Mei Mei-Ling Minh_Châu Sakura Thảo Wai-Yee Xiaoyan Yuki"),
		men:      list("Akira Chi-Keung Đức Haruto Hoàng Jian-Guo Ka-Ho Min-jun Quốc_Bảo Sung-ho Takeshi Wei-Jie Yong"),
	},
	{
		families: list("Волошенко Гончаренчук Дубровина Жаркович Ковалишин Лебединцев Соколенко Щербанюк Παπαθεοχάρης Καραμπετσάκης Ξενοφώντας"),
		women:    list("Алёна Галина Дарья Зоя Катерина Людмила Оксана Светлана Ελένη Καλλιόπη Φωτεινή"),
		men:      list("Андрій Борис Владислав Григорий Дмитро Єгор Олексій Фёдор Γεώργιος Ευστάθιος Χρήστος"),
	},
	{
		families: list("الدرويشي البستاني الزهراوي الكيلاني النجفي بن_سالم קפלנסקי רוזנבוימר"),
		women:    list("أسماء خديجة زينب فاطمة مريم نور هدى שירה תמר"),
		men:      list("أحمد حسن خالد سعيد عمر محمد يوسف יעקב נתנאל"),
	},
	{
		families: list("歐陽 陳氏 李崎 王岳 張嶺 山之内 小野寺 김해림 박송"),
		women:    list("美玲 秀英 小燕 詠詩 さくら 由紀子 지우 은영"),
		men:      list("建國 志明 偉傑 俊熙 太郎 健一郎 민준 성호"),
	},
	{
		// Long enough to be cut on a label.
		families: list("Featherstonehaugh-Cholmondeley-Wriothesley Ponsonby-Beauchamp-Marjoribanks-Menzies Wolfeschlegelsteinhausenbergerdorffer"),
		women:    list("Wilhelmina-Alexandrina Anastasia-Konstantinova"),
		men:      list("Bartholomew-Ferdinand Maximilian-Aurelius"),
	},
}

// names gives every patient a full name of their own. The names of a culture are every family name with every given name; when
// they are used up the next round adds a second given name, then a third.
type names struct {
	spaces []int // how many names each culture has
	total  int
	step   int // coprime to total, so that walking by it meets every name once a round
}

func newNames() names {
	var n names
	for _, c := range cultures {
		n.spaces = append(n.spaces, len(c.families)*(len(c.women)+len(c.men)))
		n.total += n.spaces[len(n.spaces)-1]
	}
	n.step = coprime(n.total, n.total*61/100)
	return n
}

// name is the i-th patient's name and whether it is a woman's.
func (n names) name(i int) (family, given string, woman bool) {
	round, at := i/n.total, i%n.total*n.step%n.total
	culture := 0
	for at >= n.spaces[culture] {
		at -= n.spaces[culture]
		culture++
	}
	c := cultures[culture]
	family = c.families[at%len(c.families)]
	first := at / len(c.families)
	firsts := c.women
	woman = first < len(c.women)
	if !woman {
		first, firsts = first-len(c.women), c.men
	}
	given = firsts[first]
	for ; round > 0; round = (round - 1) / len(firsts) {
		given += " " + firsts[(round-1)%len(firsts)]
	}
	return strings.ReplaceAll(family, "_", " "), strings.ReplaceAll(given, "_", " "), woman
}

// coprime is the first number from n on that has no divisor in common with total.
func coprime(total, n int) int {
	for gcd(total, n) != 1 {
		n++
	}
	return n
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
