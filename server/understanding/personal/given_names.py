"""Given names that are common where the product is used, and of those the ones that are also everyday English words."""

_COMMON = """
aaron abby abdul abigail adam adele adrian agnes agnieszka ahmed aida aisha aisling akira alan albert alberto
alejandro alessandra alessandro alex alexander alexandra alexandre alexis alfonso alfred ali alice alicia alina
alison allison amanda amara amelia amina amir amit amy ana ananya anastasia anders andre andrea andreas andrei
andrew andrzej andré angela angelika anika anil anita anja anke anna annabel anne annette annika anouk anthony antje
antoine anton antonia antonio anya april ari arjun armando arnaud arne art arthur arturo asha ashley astrid audrey
axel aylin barbara barry bart bea beata beate beatrice beatriz ben benedikt benjamin benoit benoît bernard bernd
bernhard beth bettina bianca bill birgit bjorn björn bogdan boris brandon brenda brendan brian brigitte bruce bruno
camila camille carina carl carla carlo carlos carmen carol carolina caroline carsten catalina catarina catherine
cecilia celine chantal charles charlotte chase chen chiara chip chloe chris christa christel christian christina
christine christoph christophe christopher claire clara claudia claudio claus colin connor constance cornelia craig
cristina cynthia céline dagmar damian dan daniel daniela daniele danielle danny dario dariusz darren dave david
dawid dawn dean debbie deborah deepak denis denise deniz dennis derek detlef diana diane diego dieter dietmar
dimitri dimitrios dirk dmitri dolores dominic dominik donald donna doris dorothea dorothy douglas drew duncan dylan
earl ebru eduardo edward edwin eileen elena eleni eleonora elias elif elisa elisabeth eliza elizabeth elke ella
ellen elsa emil emilia emilie emilio emily emma emre enrico enrique enzo erica erich erik erika ernst esra esther
ethan eugene eva eve evelyn fabian fabio fabrice faith farid fatima fausto federica federico felicia felipe felix
ferdinand fernanda fernando filip finn fiona fleur florence florian frances francesca francesco francisco franck
francois frank franz franziska fred frederic frederik freya friedrich gabriel gabriela gabriele gareth gary gavin
gemma gene geoffrey georg george gerald geraldine gerd gerhard gertrud giacomo gianluca gina giorgia giorgio
giovanni gisela giulia giuseppe gloria gonzalo gordon grace graham grant greg gregor gregory greta grzegorz gudrun
guido guillaume guillermo gunnar gustav guy halina hamid hana hanna hannah hannes hans harald harry hasan hassan
heather heidi heike heiko heinrich heinz helen helena helga helge helmut hendrik henning henrik henry herbert
hermann hiba hilde hiroshi holger hope horst howard hubert hugo hussein ian ibrahim ida ilse imran ines inga inge
ingo ingrid inès ioan ioana ira irena irene irina iris isaac isabel isabella isabelle isla ismail ivan ivana ivo ivy
jacek jack jacob jacqueline jacques jakob jakub james jamie jan jana jane janet janina jasmin jasmine jason javier
jay jean jeff jeffrey jelena jennifer jens jeremy jerome jerry jesse jessica jill jim jimmy joan joana joanna joao
joaquin jochen joe joel joerg johan johanna johannes john jolanda jonas jonathan jordan jorge jose josef josefa
josefine joseph josh joshua josip josé joy juan juana judith judy juergen jules julia julian juliana julie julien
juliette julius june junko justin justyna jörg jürgen kaan kai kamil karen karim karin karina karl karla karolina
karsten kasia katarina katarzyna kate katharina katherine kathleen kathrin kathy katie katja katrin keiko keira
keith kelly ken kenji kenneth kerstin kevin khalid kim kirsten klaus kofi konrad konstantin krzysztof kumar kurt
kyle lachlan lance lara larissa lars laura lauren laurent layla lea leah leandro leila lena leon leonard leonardo
leonie leopold leslie leticia leyla liam lidia lily lina linda lisa lisbeth liz lorenzo lothar louis louise luca
lucas lucia lucie lucy ludovic ludwig luis luisa luise lukas lukasz luke lutz lydia lynn maciej madeleine madison
mads maeve magda magdalena magnus mahmoud maike malik malte mandy manfred manon manuel manuela mara marc marcel
marcelo marcin marco marcos marcus maren margaret margarita margit margot maria mariam marianne marie marija marina
mario marion marius mark markus marlene marta martha martin martina martyna mary maryam massimo mateo mateusz
mathias mathieu mathilde matt matteo matthew matthias maureen maurice mauro max maxim maximilian may mehmet meike
melanie melissa merle mette mia michael michaela michal michel michele michelle miguel mike mikhail milan milena
miles mireille miriam mirjam mohamed mohammed monica monique morgan moritz murat mustafa nadia nadine nadja nadège
nancy naomi nasrin natalia natalie natasha nathalie nathan neha neil nicholas nick nicola nicolas nicole niels nigel
nikita niklas nikolai nikolaos nikolaus nikos nils nina noah nora norbert nuno olaf oleg olena olga oliver olivia
olivier oluwaseun omar ondrej oscar oskar osman otto pablo padraig page pamela paola paolo parvati pascal pat
patricia patrick patrik paul paula pauline paulo pavel pawel pearl pedro peggy penelope per peter petr petra philip
philipp philippe piero pierre pilar piotr pippa priya priyanka rachel rafael rahul raimund rainer raj rajesh ralf
ralph ramon ramona raphael raul ravi ray raymond rebecca reed regina reiner reinhard renata renate rene ricardo
riccardo rich richard rita rob robert roberta roberto robin rocío rodrigo roger roland rolf romain roman ronald rosa
rosario rose rosemary ross roxana ruben rudolf russell rusty rute ruth ryan sabine sabrina said salma salvatore sam
samantha samir samuel sandra sandy sanjay santiago sara sarah sascha saskia sean sebastian selim serge sergei sergio
seth severin shannon sharon sheila shirley shreya siegfried sigrid silke silvia simon simona simone sinead siobhan
skip sky sofia sofie solveig sonia sonja sophia sophie soren stanislav stefan stefanie stefano steffen stella
stephan stephanie stephen steve steven stuart sue summer sunita susan susana susanne suzanne sven svenja svetla
svetlana swantje sylvia sylvie søren takashi tamara tania tanja tariq tatiana tatjana ted teresa thea theo theodor
theresa thibault thierry thijs thomas thorsten tiago till tim timo timothy tina tobias todd tom tomas tomasz tomás
toni tony torben torsten tracy tuomas ulf ulrich ulrike ursula uta ute uwe valentin valentina valeria valerie
vanessa vasco veena vera veronica veronika vicki victor victoria vijay vikram viktor viktoria vincent vincenzo viola
violet virginia vivian vladimir volker wade walter waltraud wanda wayne wendy werner wiebke wiktoria wilhelm will
william wojciech wolfgang xavier xenia yann yannick yannis yara yasmin yevgeny yolanda yuki yusuf yves yvonne zahra
zeynep zoe zofia zsolt zuzana
"""
GIVEN = frozenset(_COMMON.split())
# Names that are words too: "Will it work?", "Mark Paid", "Bill Customer" name nobody.
_AMBIGUOUS = """
april art ashley august bill chase chip dan dawn dean drew earl eve faith frank gene grace grant guy hope iris ivy
jack jay jean joy june lance max mark may miles page pat pearl per ray reed rich rob robin rose rusty said sandy
skip sky sue summer ted till victor viola violet wade will virginia florence paris madison jordan christian dominic
constance
"""
WORDS_TOO = frozenset(_AMBIGUOUS.split())
UNMISTAKABLE = GIVEN - WORDS_TOO
