/// Traditional Chinese characters as simplified ones, and the marks around them as Chinese writes them.
///
/// So that a text in which both scripts are mixed becomes one in which a word is always written alike. The way back is not
/// offered: several traditional characters share a simplified one, and only the sense tells which was meant.
public enum ChineseScript {
  /// The text with every traditional character of the table in its simplified form, one for one.
  ///
  /// Some 2,200 characters in common use and their variants are known; others stay as they are, and so does all else. A character
  /// whose simplified form depends on the word is mapped to the one that it nearly always has (乾 to 干, though 乾坤 keeps it;
  /// 鍊 to 炼; 徵 to 征; 瞭 to 了; 餘 to 余) or, where there is no such one, left alone: 著 (着 or 著), 藉 (借 or 藉), 沈 (沉 or 沈),
  /// 祇, 彷彿. 妳 and 牠, which simplified Chinese does not tell from 你 and 它, become those.
  public static func simplified(_ text: String) -> String {
    // The table's characters, as all from U+4000 on, begin with a byte of at least 0xE4.
    guard text.utf8.contains(where: { $0 >= 0xE4 }) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(simplified(scalar)) }
    return String(scalars)
  }

  /// The text with the marks that belong to Chinese in full width, and letters, digits and spaces in half.
  ///
  /// A comma, point, question or exclamation mark, colon or semicolon after a Chinese character or mark becomes ，。？！：；
  /// and swallows the spaces after it. Points in a row stay. Letters and digits of full width become plain ones, an
  /// ideographic space a plain one, and zero-width spaces go.
  public static func punctuated(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0xE2 }) else { return text }
    let all = text.unicodeScalars.filter { $0 != "\u{200B}" && $0 != "\u{FEFF}" }.map(halfWidth)
    var scalars = String.UnicodeScalarView()
    var (isChinese, swallows) = (false, false)
    for (place, scalar) in all.enumerated() {
      if swallows, scalar == " " { continue }
      let isRow = scalar == "." && (place + 1 < all.count && all[place + 1] == ".")
      if isChinese, !isRow, let mark = fullWidth(scalar) {
        scalars.append(mark)
        swallows = true
      } else {
        scalars.append(scalar)
        swallows = false
        isChinese = ScalarClass(scalar) == .ideograph || isChineseMark(scalar)
      }
    }
    return String(scalars)
  }

  private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "０"..."９", "Ａ"..."Ｚ", "ａ"..."ｚ": Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21))
    case "\u{3000}": " "
    default: scalar
    }
  }

  private static func fullWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case ",": "，"
    case ".": "。"
    case "?": "？"
    case "!": "！"
    case ":": "："
    case ";": "；"
    default: nil
    }
  }

  private static func isChineseMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "，", "。", "？", "！", "：", "；", "、", "」", "』", "》", "】", "）", "”": true
    default: false
    }
  }

  /// The simplified form of a character, itself where it has none.
  static func simplified(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let place = Int(scalar.value) - first
    guard forms.indices.contains(place), forms[place] != 0 else { return scalar }
    return Unicode.Scalar(forms[place]) ?? scalar
  }

  /// The block of CJK Unified Ideographs: all of the table is in it.
  private static let first = 0x4E00
  private static let last = 0x9FFF

  /// For each character from `first` on its simplified form, or 0.
  private static let forms: [UInt16] = {
    var forms = [UInt16](repeating: 0, count: last - first + 1)
    for (traditional, simplified) in pairs {
      let place = Int(traditional.value) - first
      if forms.indices.contains(place) { forms[place] = UInt16(truncatingIfNeeded: simplified.value) }
    }
    return forms
  }()

  /// Every traditional character with its simplified form, in the order of Unicode.
  package static var pairs: [(traditional: Unicode.Scalar, simplified: Unicode.Scalar)] {
    let scalars = Array(table.unicodeScalars.filter { $0 != "\n" })
    return stride(from: 0, to: scalars.count - 1, by: 2).map { (scalars[$0], scalars[$0 + 1]) }
  }

  private static let table = """
    丟丢並并乾干亂乱亙亘亞亚佇伫佈布佔占併并來来侖仑侶侣俁俣係系俠侠倀伥倆俩倉仓個个們们倖幸倫伦偉伟側侧偵侦偽伪傑杰傘伞備备傢家傭佣傯偬傳传債债傷伤傾倾僂偻僅仅僉佥僑侨僕仆僞伪僥侥僱雇價价儀仪儂侬億亿儈侩
    儉俭儐傧儔俦儕侪儘尽償偿優优儲储儷俪儺傩儻傥儼俨兇凶兌兑兒儿兗兖內内兩两冊册冑胄冪幂凈净凍冻凜凛凱凯別别刪删剄刭則则剋克剎刹剛刚剝剥剮剐剴剀創创剷铲劃划劇剧劉刘劊刽劌刿劍剑劑剂勁劲動动務务勛勋勝胜勞劳
    勢势勣绩勳勋勵励勸劝勻匀匯汇匱匮區区協协卹恤卻却厭厌厲厉參参叢丛吒咤吳吴吶呐呂吕咼呙員员唄呗唸念問问啓启啞哑啟启喚唤喪丧喫吃喬乔單单喲哟嗆呛嗇啬嗎吗嗚呜嗩唢嗶哔嘆叹嘍喽嘔呕嘖啧嘗尝嘜唛嘩哗嘮唠嘯啸嘰叽
    嘵哓嘸呒噁恶噓嘘噝咝噠哒噥哝噦哕噯嗳噲哙噴喷噸吨噹当嚀咛嚇吓嚐尝嚕噜嚙啮嚥咽嚦呖嚨咙嚮向嚳喾嚴严嚶嘤囀啭囁嗫囂嚣囅冁囈呓囉啰囌苏囑嘱囓啮囪囱圇囵國国圍围園园圓圆圖图團团埡垭執执堅坚堊垩堝埚堯尧報报場场
    塊块塋茔塏垲塒埘塗涂塚冢塢坞塤埙塵尘塹堑墊垫墜坠墮堕墳坟墻墙墾垦壇坛壓压壘垒壙圹壚垆壞坏壟垄壩坝壯壮壺壶壽寿夠够夢梦夥伙夾夹奐奂奧奥奩奁奪夺奬奖奮奋奼姹妝妆妳你姍姗姦奸娛娱婁娄婦妇婭娅媧娲媯妫媼媪媽妈
    嫗妪嫵妩嫻娴嬈娆嬋婵嬌娇嬪嫔嬰婴嬸婶嬾懒孃娘孌娈孫孙學学孿孪宮宫寢寝實实寧宁審审寫写寬宽寵宠寶宝將将專专尋寻對对導导尷尴屆届屍尸屜屉屢屡層层屨屦屬属岡冈峯峰峴岘島岛峽峡崐昆崑昆崗岗崙仑崢峥嵐岚嶄崭嶇岖
    嶗崂嶠峤嶸嵘嶺岭嶼屿嶽岳巒峦巔巅巖岩帥帅師师帳帐帶带幀帧幃帏幗帼幘帻幟帜幣币幫帮幹干幾几庫库廁厕廂厢廄厩廈厦廕荫廚厨廟庙廠厂廡庑廢废廣广廬庐廳厅弒弑弔吊張张強强彆别彈弹彌弥彎弯彙汇彥彦彫雕後后徑径從从
    徠徕復复徵征徹彻恆恒恥耻悅悦悵怅悶闷悽凄惡恶惱恼惲恽惻恻愛爱愜惬愨悫愴怆愷恺愾忾慄栗態态慍愠慘惨慙惭慚惭慟恸慣惯慪怄慫怂慮虑慳悭慶庆慼戚慾欲憂忧憊惫憐怜憑凭憒愦憚惮憤愤憫悯憮怃憲宪憶忆懇恳應应懌怿懍懔
    懟怼懣懑懨恹懲惩懶懒懷怀懸悬懺忏懼惧懾慑戀恋戇戆戔戋戧戗戩戬戰战戲戏戶户拋抛挾挟捨舍捫扪捱挨捲卷掃扫掄抡掙挣掛挂採采揀拣揚扬換换揮挥損损搖摇搗捣搶抢搾榨摑掴摜掼摟搂摯挚摳抠摶抟摺折摻掺撈捞撏挦撐撑撓挠
    撚捻撟挢撣掸撥拨撫抚撲扑撳揿撻挞撾挝撿捡擁拥擄掳擇择擊击擋挡擔担據据擠挤擡抬擣捣擬拟擯摈擰拧擱搁擲掷擴扩擷撷擺摆擻擞擼撸擾扰攄摅攆撵攏拢攔拦攖撄攙搀攛撺攜携攝摄攢攒攣挛攤摊攪搅攬揽敍叙敗败敘叙敵敌數数
    斂敛斃毙斕斓斬斩斷断於于昇升時时晉晋晝昼暈晕暉晖暘旸暢畅暫暂暱昵曄晔曆历曇昙曉晓曖暧曠旷曬晒書书會会朧胧東东枴拐柵栅柺拐桿杆梔栀條条梟枭棄弃棊棋棗枣棟栋棧栈棲栖椏桠楊杨楓枫楨桢業业極极榦干榮荣構构槍枪
    槓杠槧椠槨椁槳桨樁桩樂乐樅枞樑梁樓楼標标樞枢樣样樸朴樹树樺桦橈桡橋桥機机橢椭橫横檁檩檉柽檔档檜桧檢检檣樯檯台檳槟檸柠檻槛櫃柜櫈凳櫓橹櫚榈櫛栉櫝椟櫞橼櫟栎櫥橱櫨栌櫪枥櫬榇櫳栊櫸榉櫻樱欄栏權权欒栾欖榄欞棂
    欽钦歎叹歐欧歟欤歡欢歲岁歷历歸归歿殁殘残殞殒殤殇殫殚殭僵殮殓殯殡殲歼殺杀殼壳毀毁毆殴毬球氈毡氣气氫氢氬氩氳氲氾泛汎泛汙污決决沒没沖冲況况洩泄洶汹浹浃涇泾涼凉淒凄淚泪淨净淩凌淪沦淵渊淶涞淺浅渙涣減减渦涡
    測测渾浑湊凑湧涌湯汤準准溝沟溫温溼湿滄沧滅灭滌涤滎荥滬沪滯滞滲渗滷卤滸浒滾滚滿满漁渔漚沤漢汉漣涟漬渍漲涨漵溆漸渐漿浆潑泼潔洁潛潜潤润潯浔潰溃澀涩澆浇澇涝澗涧澠渑澤泽澮浍濁浊濃浓濕湿濘泞濛蒙濟济濤涛濫滥
    濰潍濱滨濺溅濼泺濾滤瀆渎瀉泻瀋沈瀏浏瀕濒瀘泸瀝沥瀟潇瀠潆瀧泷瀨濑瀰弥瀲潋瀾澜灃沣灄滠灑洒灕漓灘滩灝灏灣湾灤滦灩滟災灾為为烏乌烴烃無无煉炼煒炜煙烟煢茕煥焕煩烦煬炀熒荧熗炝熱热熾炽燁烨燄焰燈灯燉炖燐磷燒烧
    燙烫燜焖營营燦灿燬毁燭烛燴烩燻熏燼烬燾焘爍烁爐炉爛烂爭争爲为爺爷爾尔牀床牆墙牋笺牘牍牠它牽牵犂犁犖荦犛牦犢犊犧牺狀状狹狭狽狈猙狰猶犹猻狲獃呆獄狱獅狮獎奖獨独獪狯獰狞獲获獵猎獷犷獸兽獺獭獻献獼猕玀猡現现
    琺珐琿珲瑋玮瑣琐瑤瑶瑩莹瑪玛瑯琅璉琏璣玑璦瑷環环璽玺璿璇瓊琼瓏珑瓔璎瓚瓒甌瓯甕瓮產产産产甦苏甯宁畝亩畢毕畧略畫画異异當当疇畴疊叠痙痉痠酸痺痹瘋疯瘍疡瘓痪瘞瘗瘡疮瘧疟瘻瘘療疗癆痨癇痫癉瘅癎痫癒愈癘疠癟瘪
    癡痴癢痒癤疖癥症癩癞癬癣癭瘿癮瘾癰痈癱瘫癲癫發发皁皂皚皑皰疱皸皲皺皱盃杯盜盗盞盏盡尽監监盤盘盧卢盪荡眥眦眾众睏困睜睁睞睐瞇眯瞞瞒瞭了瞼睑矇蒙矓眬矚瞩矯矫砲炮硃朱硤硖硯砚碩硕碭砀確确碼码磚砖磣碜磧碛磯矶
    磽硗礎础礙碍礦矿礪砺礫砾礬矾礱砻祕秘祿禄禍祸禎祯禕祎禦御禪禅禮礼禰祢禱祷禿秃秈籼稅税稈秆稜棱稟禀種种稱称穀谷穉稚穌稣積积穎颖穠秾穡穑穢秽穩稳穫获窩窝窪洼窮穷窯窑窺窥竄窜竅窍竇窦竈灶竊窃競竞筆笔筍笋筧笕
    箇个箋笺箏筝箝钳節节範范築筑篋箧篤笃篩筛篳筚簀箦簍篓簑蓑簞箪簡简簫箫簷檐簽签簾帘籃篮籌筹籐藤籙箓籟籁籠笼籤签籩笾籬篱籮箩籲吁粧妆粵粤糉粽糝糁糞粪糢模糧粮糰团糲粝糴籴糶粜糾纠紀纪紂纣約约紅红紆纡紇纥紈纨
    紉纫紋纹納纳紐纽紓纾純纯紕纰紗纱紙纸級级紛纷紜纭紡纺紮扎細细紱绂紲绁紳绅紹绍紺绀紼绋絀绌終终絃弦組组絆绊絎绗結结絕绝絛绦絞绞絡络絢绚給给絨绒統统絲丝絳绛絶绝絹绢綁绑綃绡綆绠綈绨綏绥綑捆經经綜综綞缍綠绿
    綢绸綣绻綫线綬绶維维綰绾綱纲網网綴缀綵彩綸纶綺绮綻绽綽绰綾绫綿绵緄绲緇缁緊紧緋绯緒绪緘缄緙缂線线緜绵緝缉緞缎締缔緡缗緣缘編编緩缓緬缅緯纬緲缈練练緹缇緻致縈萦縉缙縊缢縐绉縑缣縛缚縝缜縞缟縟缛縣县縫缝縭缡
    縮缩縱纵縲缧縴纤縵缦縷缕縹缥總总績绩繃绷繅缫繆缪繈襁繒缯織织繕缮繖伞繚缭繞绕繡绣繢缋繩绳繪绘繫系繭茧繯缳繰缲繳缴繹绎繼继繽缤續续纍累纏缠纓缨纔才纖纤纜缆罇樽罈坛罌罂罰罚罵骂罷罢羅罗羆罴羈羁羋芈羣群羥羟
    羨羡義义羶膻習习翹翘翺翱聖圣聞闻聯联聰聪聲声聳耸聶聂職职聼听聽听聾聋肅肃胷胸脅胁脈脉脗吻脛胫脣唇脩修脫脱脹胀腎肾腦脑腫肿腳脚腸肠膕腘膚肤膠胶膩腻膽胆膾脍膿脓臉脸臍脐臏膑臘腊臚胪臟脏臠脔臢臜臥卧臨临臺台
    與与興兴舉举舊旧舖铺舘馆艙舱艦舰艫舻艱艰艷艳芻刍茲兹荊荆荳豆莊庄莖茎莢荚莧苋菓果華华菴庵菸烟萇苌萊莱萬万萵莴葉叶葢盖葦苇葷荤蒐搜蒔莳蒞莅蒼苍蓀荪蓆席蓋盖蓮莲蓯苁蓴莼蓽荜蔔卜蔞蒌蔣蒋蔥葱蔦茑蔭荫蕁荨蕎荞
    蕓芸蕘荛蕩荡蕪芜蕭萧薈荟薊蓟薌芗薑姜薔蔷薦荐薩萨薺荠藍蓝藎荩藝艺藥药藪薮藶苈藷薯藹蔼藺蔺蘄蕲蘆芦蘇苏蘊蕴蘋苹蘚藓蘢茏蘭兰蘿萝處处虛虚虜虏號号虧亏虵蛇蛺蛱蛻蜕蜆蚬蝕蚀蝟猬蝦虾蝨虱蝸蜗螄蛳螞蚂螢萤螻蝼蟄蛰
    蟈蝈蟣虮蟬蝉蟯蛲蟲虫蟶蛏蟻蚁蠅蝇蠆虿蠍蝎蠑蝾蠔蚝蠟蜡蠣蛎蠭蜂蠱蛊蠶蚕蠻蛮衆众衊蔑術术衕同衚胡衛卫衝冲衞卫袞衮裊袅裏里補补裝装裡里製制複复褲裤褳裢褸褛褻亵襖袄襠裆襤褴襪袜襬摆襯衬襲袭覈核見见規规覓觅視视
    覘觇覦觎覩睹親亲覬觊覲觐覺觉覽览覿觌觀观觴觞觸触訂订訃讣計计訊讯訌讧討讨訐讦訓训訖讫託托記记訛讹訝讶訟讼訢欣訣诀訥讷訪访設设許许訴诉訶诃診诊註注証证詁诂詆诋詐诈詔诏評评詛诅詞词詠咏詡诩詢询詣诣試试詩诗
    詫诧詬诟詭诡詮诠詰诘話话該该詳详詼诙誅诛誇夸誌志認认誑诳誒诶誕诞誘诱誚诮語语誠诚誡诫誣诬誤误誥诰誦诵誨诲說说説说誰谁課课誹诽誼谊調调諂谄諄谆談谈諉诿請请諍诤諏诹諒谅論论諗谂諛谀諜谍諞谝諠喧諡谥諢诨諦谛
    諧谐諫谏諭谕諮咨諱讳諳谙諶谌諷讽諸诸諺谚諾诺謀谋謁谒謂谓謄誊謅诌謊谎謌歌謎谜謐谧謔谑謗谤謙谦講讲謝谢謠谣謨谟謫谪謬谬謳讴謹谨謾谩譁哗譆嘻證证譎谲譏讥識识譚谭譜谱譟噪譭毁譯译議议譴谴護护譽誉讀读變变讎雠
    讒谗讓让讕谰讖谶讚赞讜谠讞谳豈岂豎竖豐丰豔艳豬猪貍狸貓猫貝贝貞贞負负財财貢贡貧贫貨货販贩貪贪貫贯責责貯贮貰贳貲赀貳贰貴贵貶贬買买貸贷費费貼贴貽贻貿贸賀贺賁贲賂赂賃赁賄贿賅赅資资賈贾賊贼賑赈賒赊賓宾賜赐
    賞赏賠赔賡赓賢贤賣卖賤贱賦赋質质賬账賭赌賴赖賸剩賺赚賻赙購购賽赛贅赘贈赠贊赞贍赡贏赢贓赃贖赎贗赝贛赣趕赶趙赵趨趋趲趱跡迹踐践踫碰踰逾踴踊蹌跄蹕跸蹟迹蹣蹒蹤踪蹺跷躂跶躉趸躊踌躋跻躍跃躑踯躓踬躕蹰躚跹躡蹑
    躥蹿躪躏躭耽軀躯車车軋轧軌轨軍军軒轩軔轫軛轭軟软軸轴軻轲軼轶軾轼較较載载輊轾輒辄輓挽輔辅輕轻輛辆輜辎輝辉輞辋輟辍輦辇輩辈輪轮輭软輯辑輳辏輸输輻辐輾辗輿舆轂毂轄辖轅辕轆辘轉转轍辙轎轿轔辚轟轰轡辔轢轹轤轳
    辦办辭辞辮辫辯辩農农迴回逕迳這这連连週周進进遊游運运過过達达違违遙遥遜逊遞递遠远適适遯遁遲迟遶绕遷迁選选遺遗遼辽邁迈還还邇迩邊边邏逻邐逦邨村郟郏郵邮鄆郓鄉乡鄒邹鄔邬鄕乡鄧邓鄭郑鄰邻鄲郸鄴邺鄺邝酈郦酧酬
    醃腌醜丑醞酝醣糖醫医醬酱釀酿釁衅釋释釐厘釘钉針针釣钓釦扣釧钏釩钒釵钗鈀钯鈉钠鈍钝鈎钩鈐钤鈔钞鈕钮鈞钧鈣钙鈦钛鈴铃鈷钴鈸钹鈹铍鈺钰鈾铀鈿钿鉀钾鉅巨鉉铉鉋刨鉍铋鉑铂鉗钳鉚铆鉛铅鉢钵鉤钩鉬钼鉭钽鉸铰鉻铬銀银
    銃铳銅铜銑铣銓铨銖铢銘铭銜衔銥铱銨铵銬铐銲焊銳锐銷销銹锈銻锑銼锉鋁铝鋅锌鋇钡鋒锋鋤锄鋪铺鋯锆鋰锂鋸锯鋼钢錄录錐锥錕锟錘锤錙锱錚铮錠锭錡锜錢钱錦锦錨锚錫锡錮锢錯错錳锰錶表鍊炼鍋锅鍍镀鍔锷鍘铡鍛锻鍥锲鍬锹
    鍰锾鍵键鍼针鍾钟鎂镁鎊镑鎌镰鎔熔鎖锁鎗枪鎘镉鎚锤鎢钨鎧铠鎬镐鎮镇鎰镒鎳镍鎵镓鏃镞鏈链鏑镝鏗铿鏘锵鏜镗鏝镘鏟铲鏡镜鏢镖鏤镂鏨錾鏽锈鐃铙鐐镣鐘钟鐙镫鐠镨鐧锏鐫镌鐮镰鐲镯鐳镭鐵铁鐸铎鐺铛鑄铸鑌镔鑑鉴鑒鉴鑛矿
    鑠铄鑣镳鑰钥鑲镶鑷镊鑼锣鑽钻鑾銮鑿凿長长門门閂闩閃闪閉闭開开閎闳閏闰閑闲閒闲間间閔闵閘闸閙闹閡阂閣阁閤合閥阀閨闺閩闽閫阃閭闾閱阅閹阉閻阎閼阏閾阈闆板闈闱闊阔闋阕闌阑闐阗闔阖闕阙闖闯關关闡阐闢辟陘陉陝陕
    陞升陣阵陰阴陳陈陸陆陽阳隄堤隊队階阶隕陨際际隣邻隨随險险隱隐隴陇隷隶隸隶隻只雋隽雖虽雙双雛雏雜杂雞鸡離离難难雲云電电霑沾霧雾霽霁靂雳靄霭靈灵靚靓靜静靦腼靨靥鞌鞍鞏巩鞦秋鞵鞋韁缰韃鞑韆千韋韦韌韧韓韩韜韬
    韻韵響响頁页頂顶頃顷項项順顺須须頊顼頌颂預预頑顽頒颁頓顿頗颇領领頜颌頡颉頤颐頭头頰颊頷颔頸颈頹颓頻频顆颗題题額额顎颚顏颜顓颛顔颜願愿顛颠類类顥颢顧顾顫颤顯显顰颦顱颅顴颧風风颯飒颱台颳刮颶飓颺扬颼飕飄飘
    飆飙飛飞飢饥飩饨飪饪飫饫飭饬飯饭飲饮飴饴飼饲飽饱飾饰餃饺餅饼餉饷養养餌饵餑饽餒馁餓饿餘余餚肴餛馄餞饯餡馅館馆餬糊餵喂餽馈餾馏餿馊饃馍饅馒饈馐饉馑饋馈饌馔饑饥饒饶饗飨饜餍饞馋馬马馭驭馮冯馱驮馳驰馴驯駁驳
    駐驻駑驽駒驹駕驾駙驸駛驶駝驼駟驷駡骂駢骈駭骇駱骆駿骏騁骋騎骑騖骛騙骗騫骞騰腾騷骚騾骡驀蓦驃骠驅驱驍骁驕骄驗验驚惊驛驿驟骤驢驴驥骥驩欢驪骊骯肮髏髅髒脏體体髖髋髮发鬆松鬍胡鬚须鬢鬓鬥斗鬧闹鬨哄鬩阋鬪斗鬭斗
    鬮阄鬱郁魎魉魘魇魚鱼魯鲁魷鱿鮎鲇鮑鲍鮪鲔鮫鲛鮭鲑鮮鲜鯀鲧鯁鲠鯉鲤鯊鲨鯖鲭鯛鲷鯤鲲鯧鲳鯨鲸鯰鲶鯽鲫鰈鲽鰍鳅鰓鳃鰥鳏鰭鳍鰱鲢鰲鳌鰹鲣鰻鳗鰾鳔鱈鳕鱉鳖鱒鳟鱔鳝鱖鳜鱗鳞鱘鲟鱟鲎鱷鳄鱸鲈鱺鲡鳥鸟鳧凫鳩鸠鳳凤鳴鸣
    鳶鸢鴆鸩鴉鸦鴕鸵鴛鸳鴝鸲鴞鸮鴟鸱鴣鸪鴦鸯鴨鸭鴻鸿鴿鸽鵑鹃鵜鹈鵝鹅鵞鹅鵠鹄鵡鹉鵪鹌鵬鹏鵯鹎鵰雕鵲鹊鶇鸫鶉鹑鶘鹕鶚鹗鶩鹜鶯莺鶴鹤鶻鹘鷂鹞鷄鸡鷓鹧鷗鸥鷙鸷鷥鸶鷲鹫鷸鹬鷹鹰鷺鹭鸕鸬鸚鹦鸛鹳鸝鹂鸞鸾鹵卤鹹咸鹼碱
    鹽盐麅狍麗丽麞獐麤粗麥麦麩麸麪面麵面麼么麽么黃黄黌黉點点黨党黴霉黷黩鼇鳌鼕冬鼴鼹齊齐齋斋齎赍齏齑齒齿齙龅齜龇齟龃齠龆齡龄齣出齦龈齧啮齩咬齪龊齬龉齲龋齷龌龍龙龐庞龔龚龕龛龜龟
    """
}
