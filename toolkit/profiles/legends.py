"""The legend that stands at the head of every file of a profile: all its keys, in the words of who edits it."""

from __future__ import annotations

LEGENDS = {
    "profile.toml": """\
# ── 各键的意思（写法见 docs/writing-a-profile.md）────────────────────────
#   base           以哪个格式为底；没有写到的都沿用它
#   region kind description   地区；"决算" 或 "预算"；一句话说明
#   first_year last_year      从哪一年度起、到哪一年度止
#   version        这个格式自己的版本，如 "1.2"；交给别人用的，每改一次换一个
#   tables         用哪些表，按工作簿里的次序
#   contents_levels   目录列到几级标题（不写是 2）
#   label_place       表号印在标题的哪里："左上" "右上"（标题上面）、"左下" "右下"（标题下面，不写是右下）
#   unfinished     情况说明没有写完算 "error" 错误还是 "warning" 提示
#   [words]        称呼："主体"、"自称"、"文种"、"金额单位"、"金额格式" ……；别处用 {主体} 填入
#   [numbers] [percent]   金额、百分比的写法：decimals 小数位数，separator 千分号，drop_zeros 去掉末尾的零，whole_plain 整数不带小数，zero 零写成什么
#   [thresholds]   增减达到多少要说明原因："变动比例" 百分之几，"变动金额" 万元；写 0 为一律说明
#   [phrases."名称"]   句式：{…} 填入，[…] 里的没有值就略去；写法见 docs/narrative.md
""",
    "tables.toml": """\
# ── 各键的意思（例子见 docs/writing-a-profile.md，版面见 templates/README.md）──
# ["表的编号"]     规则和句子用的名字；表上怎么印都不必改它
#   title label sheet   标题，前面可以写 {年度}年度；表号；工作表名（不写就是标题）       aliases   也认的其他标题
#   printed_title       自评表印出的标题，可以含 {项目名称}
#   heading             表头印哪些："名称"、"年度"、"金额单位"      name_label unit_line   与别的表不同的“部门”“单位：万元”
#   label_place         这张表的表号印在标题的哪里，与别的表不同时写（写法同 profile.toml）
#   above notes empty_note   标题下另印的行；表下的注；没有数据时的说明
#   landscape index_row      横排；有没有栏次一行                  repeated optional   一个项目一张；可以没有
#   summary                  总表：大部分从别的表取数，“填报顺序”排在别的表之后
#   grid                     自评表各列的宽度
# [["表".blocks]]  表的一块：id 块名（只有一块的不写）
#   kind     lines 按行  codes 按科目编码  groups 并排几组  cross 一行数（三公）  tree 按名称分级  pairs 标签和值  grid 固定的行列  list 可以增行
#   columns rows             列；行，{ blank = 3 } 是三个空行，{ names = ["…", "…"], optional = true } 是写法相同的几行      first_line  第一行的行次（0 为没有行次）
#   groups group_heads totals dashes   并排各组的科目；各组上方的字；末行的合计 { name, group, aliases }；固定印“——”的科目
#   pairs side caption       标签 { label, key, label_span, value_span, role, printed, aliases, optional }；左边竖排的字；块上方的字
#   below                    排在上一块的下面（上方没有字的；写了 caption 的就在下面），不写就并排在右边
#   until open_rows continues   到哪一行为止；留多少空行；行次接着上一块往下数
#   levels level_by leaf full_name   分级：各级的名称；怎样看出级别；最低一级的列；全名由哪几列组成
# 列：id  head 表头（从上到下用 / 隔开，年份写 {年度}年、{上年}年）  role 内容：code name line amount count percent score text blank
#     row column（三公：哪项费用的哪个数）  width span 宽度、占几列  signed 可以为负  format 数字格式  options 只能填哪些  level 属于哪一级
#     main 有几列数的表，规则不写列名时就是这一列
#     heads 别的版式里的表头，["…", "…"]，都认  optional 有的版式没有这一列
# 行：name  key 规则里的名字（不同于印出的名称时）  signed  since until 从哪一年度起、到哪一年度止
#     aliases 也认的其他行名  optional 有的版式（单位）没有这一行，没有就是没有发生额
#     level 也属于 levels 的哪一级（不写的，只有不在 rows 里的行属于那一级）
#     printed 这一行别的列里表格自己印好的字，如 { "计量单位" = "辆" }
""",
    "facts.toml": """\
# ── 各键的意思 ───────────────────────────────────────────────────────────
# ["组的编号"]     补充资料的一组；整组不要就写 facts = []
#   title sheet help   标题；在哪张工作表；说明
#   kind               facts 一项一行  list 一张清单  texts 一段段文字
#   facts              { id 名字, label 表上印的, kind, unit 单位, help 说明, required 必填, default 不填时, options 只能填哪些 }
#                      kind = amount 金额  count 数量  percent 百分比  score 得分  text 文字  date 日期  year 年度
#   columns source open_rows   清单的列（同 tables.toml）；按哪张表的哪一级备好行，如 "公开05:项"；空行数
#   texts              文字各段的名称
""",
    "rules.toml": """\
# ── 各键的意思（写法和例子见 docs/rules.md）──────────────────────────────
# ["编号"]         报告里用它指称这条规则，定了就不要改；编号与底稿相同的，只改所写的键
#   title          用一句话说明
#   一条规则写下面四项中的一项：
#     identity     关系式；检查、填报公式和“校验”表的实时公式都由它而来
#     check        不是算式的检查，写它的名称，如 "表号"
#     unwanted     单位填写的文字里不应有的，写正则表达式；可以写 {年度}、{上年}、{单位}
#     wanted       表下的注里应有的，写法相同，要写 notes
#   notes          unwanted、wanted 只查这些表下面的注：["公开05"]，["*"] 是全部的表
#   tables         几张表都成立的关系：{ "规则编号" = "表" }，关系式里用“表”代替表名
#   severity       "error" 错误（不写就是它）  "warning" 提示：多数情况成立，请人核对
#   basis advice   依据；不成立时附在后面的建议
#   last_digit     同一个数在两张表里末位差 1 时："warning" 提示（不写就是它）  "error" 错误  "tail" 尾差
#   tolerance      算式两边除了四舍五入还容许差多少，按表的单位（百分比是百分点）；不写就不容许
#   since until    从哪一年度起、到哪一年度止       enabled   写 false 停用
""",
    "outline.toml": """\
# ── 各键的意思 ───────────────────────────────────────────────────────────
# item = [ … ]     Word 正文从上到下的每一项（封面和目录在 document.docx 里）
#   title level    标题，可以含 {单位名称}、{年度}、{文种} ……；几级标题
#   field          标题下放情况说明的哪一段（narrative.j2 的 block）
#   table text glossary   放哪张表；“部门概况”的哪段文字；哪张名词清单
#   facts          补充资料印成一张表：["组的编号"]、["一项", "一项"] 或 ["清单"]；表题写 caption
#   chart shape caption   放哪张图（charts.j2 的 block）；"饼图"、"柱形图" 或 "条形图"；图题
#   new_page contents contents_title   另起一页；列不列入目录；目录里的写法（与标题不同时写）
#   leads          段落以这些字开头的，开头几个字加粗
#   when unless    一张表、一项补充资料、一张清单或一段文字：它有数才有这一项；它没有数才有这一项
""",
    "summary.toml": """\
# ── 各键的意思（算式的写法见 docs/rules.md）──────────────────────────────
# ["名称"]         批量汇总（juesuan batch）里一个单位列出的一个数；与底稿同名的，只改所写的键，别的接在后面
#   id             就是方括号里的名称，不写
#   now            本年数在哪里，写法同规则里的“表[行].列”
#   last           没有上年工作簿时，上年数填在哪里（没有的不写）
#   of             占哪一项的比例，用来找与同类单位相差很大的
""",
    "glossary.toml": """\
# ── 各键的意思 ───────────────────────────────────────────────────────────
# ["名词"]         名词解释空着的，第一次填报时补上表里用到的名词；写好以后归填表人，改、删都不会再动
#   "解释"         一段话
#   "用于"         表里下列任何一处有不为零的数才补：["公开02.财政拨款收入"] 表的一栏  "公开01[年初结转和结余]" 一行
#                  "公开09" 整张表  "补充资料[机关运行经费]" 补充资料的一项
#   "必有"         true：不看有没有数都补上，可以不写“用于”
#   "不要"         true：底稿有而这里不要的名词
# 与底稿同名的，只改所写的键；别的接在后面。科目不写在这里：公开05表（没有的，公开03表）列了哪些项，就补哪些项。
""",
    "narrative.j2": """\
   ── 写法（docs/narrative.md）──
   {% block 收入 %} … {% endblock %}   一段（“情况说明”表里的一行），名称与 outline.toml 的 field 对应；与底稿同名的用自己的
   {{ 年度 }}  {{ 上年收入总计|万元 }}  {{ 公开05["合计"].小计|万元 }}   填入一个名称的值；|万元 写成金额
   同比( )  预决算( )  占比( )         按 profile.toml 的 [phrases] 写成一句话
   {% if … %}  {% for … %}  {% set … %}   条件；逐个列出；取个短名
   {{ super() }}                      底稿里同名的那一段
   空一行是另起一段；行内换行只为好读，不会出现在文字里
""",
    "charts.j2": """\
   ── 写法（金额、条件的写法同 narrative.j2，见 docs/narrative.md）──
   {% block 收入构成图 %} … {% endblock %}   一张图，在 outline.toml 里写 chart = "收入构成图"、shape = "饼图"（柱形图、条形图）、
                                     caption = "图题" 就放进文档；没有写到的图不画
   第一行      各组数的名称，用 | 隔开，如：项目 | 预算数 | 决算数
   以后每行    一项和它的数，行与行之间空一行；数不要加 |万元；全为零的项自动略去
""",
}
