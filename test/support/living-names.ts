const inScripts = `
Mara Jonas Ole Ann Anna Anne Ana Anja Hanna Hannah Nina Lina Lena Elena Lea Leah Lia Mia Mila Milla Ila Ian Lan Jan Ida Eli Ella Ali Alina
Emil Emily Emilia Amelia Tim Timo Tom Thomas Theo Till Bill Billy Lily Lilly Leo Leon Luca Lukas Luis Louis Lou Max Maxim Mina Nino
Noah Noor Omar Oskar Otto Paul Paula Pia Ria Rita Rosa Sara Sarah Sofia Sophie Stefan Stephan Steve Sven Tina Tove Ulla Uta Vera Viola Willi
Yann Yusuf Zoe José Jose Joséphine Zoë Jürgen Jörg Björn Bjørn Øystein Åse Łukasz Lukasz Małgorzata Çağla Caglar Şebnem Sebnem İpek Işıl Isil Iğdır
Irmak Ilker Đorđe Dorde Ștefan Țuțea Nguyễn Nguyen Thuỷ Thúy Hồng Hoang Dũng Dung Đức Duc O’Connor Jean-Luc Jeanluca Þórunn Ægir Guðrún Ximena
Chloé Zhang Chang Wang Wong Li Lu Lü Liu Xu Xue Kim Jim Lee Leigh Park Choi Ng Siobhán Caoimhe Eoin Owen Iain Ewan Iwan Ivan Ivo Ivar Ingvar Ilse Else
Bernd Ben Arne Arno Erna Irma Irina Karin Karim Kamil Kamila Camilla Marie Marla Maria Marlin Martin Marvin Melvin Kelvin Calvin
Мария Марина Марья Мира Маша Миша Саша Паша Даша Глаша Иван Илья Игорь Олег Ольга Оля Юля Юрий Яна Анна Анна-Мария Алла Элла Нина Инна Зина Зоя Захар Тарас Борис Богдан
Вера Вика Витя Митя Петя Катя Настя Ася Аня Таня Соня Рита Рая Рома Федір Оксана Наталя Ірина Їжак Єва Ґео Ђорђе Живко Љубица Ёлка Щукин Бүжин Өлзий
Νίκος Νίκη Γιώργος Γιάννης Μαρία Ελένη Κώστας Σοφία Δημήτρης Άννα Ζωή Φώτης Χρήστος Πέτρος Πάτρα Ρένα Τάσος Όλγα Ηρώ Ήρα
דן דנה עדן עדו נועה נועם יעל יואל רון רונן רוני אורי אורלי שרה משה מיכל מיכאל טל גל גיל לב ליאור ליאורה
محمد أحمد محمود حامد حمد علي عالية فاطمة زينب مريم نور نورة سارة ليلى خالد خليل جميل جمال كريم كمال يوسف يونس هدى هند مها
رضا پریسا شیرین فرهاد بهرام بهار ژاله گلناز آرش آرزو
Անի Անահիտ Արամ Արմեն Գագիկ Զարեհ Զարա Նարե Ռուբեն Շուշան Հայկ
გიორგი ნინო თამარ დავით ლუკა ლანა ნანა ანა მარიამ
आर्या आरव अनिल सुनील सुनीता अनीता राम रमा रीता सीता गीता मीना मीरा नेहा स्नेहा विजय अजय संजय
অমিত সুমিত রিয়া প্রিয়া ਗੁਰਪ੍ਰੀਤ ਹਰਪ੍ਰੀਤ હેતલ શીતલ ରମେଶ ସୁରେଶ
கமலா விமலா ராமன் லட்சுமணன் மீனா வீணா రాము సోము లత గీత ರಮ್ಯಾ ಸೌಮ್ಯಾ സുധ രാധ റാഫി രാഫ ගයාන් නයනා චමරි වමරි
นิด นิต นุช นก นัท ต้น ด้น ต่าย ด่าย ชัย ไชย แดง แตง ดาว สุภา สุภาพ ຄໍາ ຄຳແພງ དོན་གྲུབ སྒྲོལ་མ ကျော် ကျော့ မောင် အောင် ដារា តារា អបេ አበበ አለም አልማዝ
王伟 王炜 王薇 李娜 李丽 张敏 张明 刘洋 陈晨 陈辰 未来 末来 土屋 士屋 日野 曰野 己 已 巳 二 三 一 八 入 人
田中 由中 さくら さくち ゆき ゆい カオリ カナ タナ ミナ ナミ ハナ ハヤト 김민준 김민수 박서연 박서현 이지은 이지훈 최가은 최나은 아까 악가`;

/** Names that people have, each in the script of its language, and some that differ by little from one another. */
export const livingNames: readonly string[] = inScripts.trim().split(/\s+/u);
