"""Frequent words of languages written in Latin letters: what small talk and support turns are held together by."""

# Words that English shares in the same spelling and that turns often have ("no", "in", "is") are left to English alone.
WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": """
            the a an and or but of to in on at for from with by is are was were be been am i you he she it we they
            my your his her its our their this that these those what which who when where why how not no don't
            doesn't didn't can't won't isn't i'm i've it's can could will would should may must do does did have has
            had if then there here as so just too very please thanks thank hello hi help need want get got my me us
            them any some all again still after before out up down over into about login log sign password account
            invoice error page button file email mail plan payment card user team export import work works working
            change cancel delete open see send find make new old one two ok okay yes hey cannot why's what's there's
            into than also only more
            """,
        "de": """
            der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine keinen ich du er
            sie wir ihr mich mir dir uns euch mein meine meinen meinem meiner dein ihre ihren unser unsere ist sind
            war waren bin habe hat haben hatte wird werden wurde kann kannst können konnte muss müssen soll will
            möchte wie wo wann warum wieso welche welcher was wer mit von zu zum zur bei beim nach aus auf für über
            unter durch ohne gegen seit noch schon auch nur sehr immer wieder jetzt hier dort dann wenn weil dass
            bitte danke hallo guten rechnung rechnungen passwort konto kündigen hilfe geht funktioniert anmelden
            seite fehler abo es im am vom ins gibt meldung jemand leider mehr alle alles nichts etwas geld zurück
            bezahlt sehen ändern löschen herunterladen einloggen bricht ab bestellung abgelehnt rückerstattung
            """,
        "es": """
            el la los las un una unos unas y o pero de del al en con por para sin sobre que qué quién cuál cuándo
            dónde cómo como porque si sí no yo tú él ella nosotros ellos mi mis tu tus su sus me te se nos lo le les
            es son está están estoy era fue ser estar he ha han hay tengo tiene tienen puedo puede pueden quiero
            quiere necesito hacer muy más menos ya todavía también siempre nunca ahora aquí esto esta este ese esa
            todo nada algo hola gracias favor ayuda factura facturas contraseña cuenta cancelar página error correo
            pago tarjeta funciona iniciar sesión dinero devolver tarjeta pedir pedido muchas funcionado falla
            importación suscripción rechazada reembolso cambiar descargar desde hasta cuando cuánto pedido usuario
            """,
        "fr": """
            le la les un une des du de au aux et ou mais ne pas plus que qui quoi quel quelle où quand comment
            pourquoi parce si je tu il elle nous vous ils elles on mon ma mes ton ta tes son sa ses notre votre vos
            leur me te se y en est sont suis êtes était été être ai as a avons avez ont avoir peux peut pouvez veux
            voudrais dois faire fait dans sur sous avec sans pour par chez ce cet cette ces ça c'est j'ai je
            n'arrive très trop bien toujours jamais encore ici là merci bonjour salut s'il plaît aide facture
            factures compte annuler page erreur paiement carte marche fonctionne connexion connecter argent changer
            échoue résilier abonnement remboursement commande supprimer télécharger depuis rien tout mot passe
            l'application n'est qu'est d'un d'une l'export l'import quelqu'un
            """,
        "it": """
            il lo la i gli le un uno una e o ma di del della dei delle al alla ai da dal dalla in nel nella con su
            sul per tra fra che chi cosa quale quando dove come perché se io tu lui lei noi voi loro mio mia miei
            mie tuo tua suo sua mi ti si ci vi è sono sei era ero stato stata essere ho hai ha abbiamo avete hanno
            avere posso può possiamo voglio vorrei devo fare fatto non più meno molto troppo già ancora sempre mai
            adesso qui questo questa questi quello tutto niente qualcosa ciao grazie buongiorno salve aiuto fattura
            fatture conto annullare pagina errore pagamento carta funziona accedere accesso soldi cambiare
            dimenticato rimborso abbonamento ordine rifiutata scaricare eliminare dopo prima riesco c'è un'altra
            l'app
            """,
        "pt": """
            o os a as um uma uns umas e ou mas de do da dos das ao à no na nos nas em com por para pelo pela sem
            sobre que quem qual quando onde como porque se eu tu você ele ela nós vocês eles meu minha meus minhas
            seu sua seus me te lhe é são está estão estou era foi ser estar tenho tem têm temos há posso pode podem
            quero preciso fazer não sim mais menos muito já ainda também sempre nunca agora aqui isto isso esta este
            essa esse tudo nada algo olá oi obrigado obrigada favor ajuda fatura faturas senha palavra-passe conta
            cancelar página erro pagamento cartão funciona entrar dinheiro mudar plano reembolso assinatura pedido
            meus importação falha baixar apagar depois consigo alguém
            """,
        "nl": """
            de het een en of maar van naar in op aan bij met voor door uit over onder zonder tegen niet geen ik jij
            je u hij zij ze wij we jullie mij me mijn jouw uw zijn haar ons onze hun dit dat deze die is ben bent
            was waren heb hebt heeft hebben had kan kunt kunnen kon wil willen moet moeten zal zou wordt worden hoe
            waar wanneer waarom wat wie welke als omdat dan ook nog al alleen zeer heel te er hier daar nu weer
            altijd nooit alstublieft alsjeblieft graag bedankt hallo goedemorgen factuur facturen wachtwoord account
            opzeggen hulp werkt inloggen pagina fout betaling kaart geld terug mislukt lukt vandaag traag erg
            bestelling abonnement wijzigen verwijderen iemand krijg kom doet meer alles niets
            """,
        "sv": """
            och eller men inte jag du han hon vi ni de dem mig dig oss min mitt mina din ditt er är var vara har
            hade ha kan kunde ska skulle vill måste får blir att som en ett den det detta denna dessa på i med för
            från till av om när var varför hur vad vem vilken också bara mycket nu här där igen alltid aldrig tack
            hej snälla hjälp faktura lösenord konto avsluta sidan fel betalning kort fungerar logga pengar ändra
            ingen inget
            """,
        "da": """
            og eller men ikke jeg du han hun vi de dem mig dig os min mit mine din dit jer er var være har havde
            have kan kunne skal skulle vil må får bliver at som en et den det dette denne disse på i med for fra til
            af om når hvor hvorfor hvordan hvad hvem hvilken også kun meget nu her der igen altid aldrig tak hej
            venligst hjælp faktura adgangskode konto opsige siden fejl betaling kort virker logge penge ændre ingen
            noget
            """,
        "no": """
            og eller men ikke jeg du han hun vi dere de dem meg deg oss min mitt mine din ditt er var være har hadde
            ha kan kunne skal skulle vil må får blir at som en ei et den det dette denne disse på i med for fra til
            av om når hvor hvorfor hvordan hva hvem hvilken også bare mye nå her der igjen alltid aldri takk hei
            vennligst hjelp faktura passord konto avslutte siden feil betaling kort virker fungerer logge penger
            endre ingen noe
            """,
        "fi": """
            ja tai mutta ei en et emme ette eivät minä sinä hän me te he minun sinun hänen meidän minua minulle on
            ovat oli olen olet olemme olla ole voi voin voit voiko haluan pitää täytyy että joka mikä mitä kuka
            missä milloin miksi miten kuinka kun jos koska myös vain hyvin nyt täällä siellä taas aina kiitos hei
            moi ole hyvä apua lasku laskun salasana salasanan tili tilin peruuttaa sivu virhe maksu kortti toimi
            toimii kirjautua rahat muuttaa tämä se nämä
            """,
        "pl": """
            i lub ale nie tak ja ty on ona my wy oni mój moja moje mi mnie mu nas wam jest są był była być mam masz
            ma mamy mają mogę może można chcę muszę proszę dziękuję cześć dzień dobry że który która które co kto
            gdzie kiedy dlaczego jak jaki czy gdy jeśli bo w na z ze do od po za przez dla bez przy o u też tylko
            bardzo teraz tutaj tam znowu zawsze nigdy pomoc pomocy faktura fakturę faktury hasło hasła konto konta
            anulować strona błąd płatność karta działa zalogować pieniądze zmienić usunąć się to ten ta tego
            """,
        "cs": """
            a nebo ale ne ano já ty on ona my vy oni můj moje mi mně mě nás vám je jsou byl byla být mám máš má máme
            mohu můžu může chci musím prosím děkuji dobrý den ahoj že který která které co kdo kde kdy proč jak jaký
            zda když pokud protože v na z ze do od po za přes pro bez při o u také jen velmi teď tady tam zase vždy
            nikdy pomoc faktura fakturu faktury heslo hesla účet účtu zrušit stránka chyba platba karta funguje
            přihlásit peníze změnit smazat se to ten ta
            """,
        "hu": """
            és vagy de nem igen én te ő mi ti ők az a egy ez ezt azt hogy van vannak volt lesz vagyok lehet tudok
            tudom akarok szeretnék kell kérem köszönöm szia helló jó napot ami aki hol mikor miért hogyan mit ki
            melyik ha mert is csak nagyon most itt ott megint mindig soha segítség számla számlát jelszó jelszavam
            fiók fiókom lemondani oldal hiba fizetés kártya működik bejelentkezni pénz módosítani törölni nekem
            """,
        "ro": """
            și sau dar nu da eu tu el ea noi voi ei mea meu mei mele ta tău sa lui îmi mă te se ne vă este sunt era
            fost fi am ai are avem au pot poate vreau trebuie rog mulțumesc bună ziua salut că care ce cine unde
            când cum cât dacă pentru cu de la din pe în fără despre prin mai foarte acum aici acolo iar mereu
            niciodată ajutor factura facturi parola cont contul anula pagina eroare plata cardul merge funcționează
            conecta bani schimba șterge un o acest
            """,
        "tr": """
            ve veya ama değil evet hayır ben sen o biz siz onlar benim senin bizim bana sana bize bu şu bir var yok
            mı mi mu mü ne kim nerede zaman neden nasıl hangi için ile gibi kadar sonra önce çok daha en şimdi
            burada orada tekrar hep hiç lütfen teşekkürler teşekkür merhaba selam yardım fatura faturamı şifre
            şifremi hesap hesabımı iptal sayfa hata ödeme kart çalışmıyor giriş yapamıyorum para değiştirmek silmek
            istiyorum olarak edemiyorum
            """,
        "id": """
            dan atau tetapi tapi tidak bukan ya saya aku kamu anda dia kami kita mereka ini itu yang di ke dari
            untuk dengan pada oleh tanpa adalah ada bisa dapat mau ingin harus sudah belum akan sedang apa siapa
            mana kapan mengapa kenapa bagaimana jika kalau karena juga hanya sangat sekarang lagi selalu terima
            kasih halo tolong bantuan tagihan faktur kata sandi akun batalkan halaman kesalahan pembayaran kartu
            masuk uang mengubah menghapus
            """,
        "vi": """
            và hoặc nhưng không có tôi bạn anh chị chúng mình của là được bị đã đang sẽ này kia đó cái những các một
            ở trên trong với cho từ đến về tại sao thế nào khi nếu vì cũng chỉ rất bây giờ lại luôn xin cảm ơn chào
            giúp hóa đơn mật khẩu tài khoản hủy trang lỗi thanh toán thẻ đăng nhập tiền đổi xóa
            """,
    }.items()
}
# Letters that tell a language apart from most others, when its words are too few.
LETTERS: dict[str, str] = {
    "de": "ßäöü", "es": "ñ¿¡áíóú", "fr": "çœèêëîïûùâà", "it": "òìàèù", "pt": "ãõçâê", "pl": "łąęśźżćń", "cs": "řěůčšžý",
    "hu": "őű", "ro": "țșăîâ", "tr": "ğışİç", "sv": "åäö", "da": "øæå", "no": "øæå", "fi": "äö",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựđơư",
}  # fmt: skip
