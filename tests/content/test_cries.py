"""Cries for help as they are typed in a fright, and what is said in a yard on any day and is none."""

import pytest

from bot.content.words import read_words
from tests.saying import ROOT

WORDS = read_words(ROOT)

DANGER = [
    # Followed, stopped, robbed.
    "me estan siguiendo 2 motos", "2 motos me vienen siguiendo", "traigo una camioneta pegada me sigue", "nos siguen desde la caseta",
    "me cerraron el paso", "me bloquearon el paso con una camioneta", "me pararon unos hombres armados", "me quieren bajar del camion",
    "nos bajaron del tracto", "me asaltaron!!!!", "nos estan asaltand", "asalto en el km 40", "me quitaron el camion", "se llevaron el camion",
    "se llevaron la caja", "me encañonaron", "me encanonaron", "me tienen amagado", "me apuntan con una pistola", "traen pistolas",
    "vienen unos encapuchados", "they took the truck", "they stole my trailer", "somebody is stealing the load", "someone is breaking in",
    "they have a gun on me", "guy with a gun at gate 3", "theres a man with a knife", "a car is following us", "truck following me since laredo",
    "two bikes are tailing me", "they blocked the road", "they are threatening to kill me", "kidnaping", "I've been robbed",
    "we got robbed", "han robado la carga", "me han robado", "nos quieren matar", "me van a disparar", "hay disparos en el patio",
    "estan tirando balazos", "balaserra", "estan disparando",
    # Fire, smoke, gas.
    "theres smoke coming out the reefer", "sale humo de la caja", "esta saliendo humo del motor", "hay humo en el almacen", "smoke in the warehouse",
    "hay mucho humo", "se esta incendiando la cabina", "se prendio el motor", "se está prendiendo la llanta", "the trailer caught fire",
    "tires on fire", "engine is smoking", "huele a gas", "huele mucho a gas", "smell of gas", "I smell gas", "fuga de amoniaco",
    "ammonia leak", "derrame quimico", "chemical spill", "exploto una llanta y hay fuego", "no hay extintor y hay fuego", "no fue simulacro, hay fuego",
    # People hurt, people hidden.
    "hay un herido", "un herido en el anden 3", "hay una persona herida", "esta lastimado", "se cayo un compañero y no responde", "no responde",
    "se desmayo el chofer", "compañero tirado en el piso", "he is hurt", "man down", "somebody got hurt", "he's bleeding a lot",
    "my partner collapsed", "he passed out", "need an ambulance", "call an ambulance", "llamen una ambulancia", "manden ambulancia",
    "atropellaron a un guardia", "me atropellaron", "choque con heridos", "we crashed", "nos volcamos", "me volque", "truck rolled over",
    "un accidente en la caseta", "there was an accident", "hay gente dentro de la caja", "hay gente escondida en el trailer",
    "theres people inside the trailer", "someone's under the trailer", "somebody is hiding in the container", "polizones en el contenedor",
    "stowaways", "se oyen voces dentro de la caja", "i hear voices inside the container",
    # However it is typed.
    "AYUDENME POR FAVOR", "ayudame hermano", "ayúdeme jefe", "ayudaaaa me asaltan", "auxilioo", "axilio", "auxilo", "s.o.s", "sosss",
    "911 por favor", "llamen al 911", "call 911!!", "nine one one", "emergenciaaa", "es una emergencia", "EMERGENCY at dock 5", "🆘🆘",
    "🔥🔥🔥", "hay 🔥 en el motor", "help me pls", "pls help", "help!! help!!", "ayuda ayuda", "ayuda!! ayuda!!", "me urge ayuda",
    "need help now", "estoy en peligro", "corro peligro", "in danger", "no es broma es un robo", "no, es un robo", "no! fuego!",
    "no estoy bien, me asaltaron", "no puedo hablar me estan asaltando", "no se si es un robo", "no hay señal, me siguen",
    "no fue accidente, me dispararon", "no hay fuego pero hay mucho humo", "no sé qué hacer, hay un herido",
    "ya no hay fuego pero hay heridos", "panico", "estoy secuestrado", "me tienen secuestrado", "being held hostage", "me drogaron", "me amarraron", "hay alguien armado",
    "nos apuntan con rifles", "un tipo armado en caseta", "trae una navaja", "estoy encerrado en la caja", "I'm trapped under the dock plate",
    "locked in the trailer", "no tiene pulso", "esta convulsionando", "se electrocutó el electricista", "hay sangre en el piso",
    "accidente con lesionados", "chest pain", "smoke!!", "HUMO", "flames coming from the tank", "active shooter", "balearon al guardia",
    "hay un muerto", "brincaron la barda", "nadie me ayuda me asaltan", "sin señal me siguen", "no hay nadie me estan siguiendo",
    # No drill, and words that only seem to name something.
    "no es simulacro de incendio", "no es un simulacro", "esto no es un simulacro de robo", "this is not a drill", "not a fire drill!",
    "it isn't a drill", "no es ningun simulacro", "fire! doors blocked", "fuego. salida de incendio bloqueada, fuego", "Fire, exit 4 is blocked",
    "reporte: robo en la caseta", "reporto un robo", "report a robbery", "report fire at dock 4", "quiero reportar un incendio",
    "en la calle un robo", "hay un robo en la calle", "incendio calle 5", "calle 5 incendio", "robo en la calle Incendio 4", "calle incendio 911",
    "robo en curso", "estoy en el curso y hay fuego", "fire paint booth", "fire in the paint", "they have guns in the case", "fire training room",
    "curso de robo me asaltan", "no pude ir al curso, hay un incendio", "reporte de robo en la caseta 4", "street fire 2 trucks", "fire at 4 Main Street",
    "the paint is on fire", "hay un incendio en el curso", "necesito el reporte, nos roban",
    "SOS911", "911ayuda", "no es simulacro hay fuego", "me sigue una camioneta negra", "no, me estan robando",
]  # fmt: skip

HARMLESS = [
    # Denied.
    "no hay fuego", "no fue robo", "no fue un robo", "no es robo", "no hubo robo", "no hubo ningún robo", "sin robos", "ningún robo",
    "sin señales de robo", "sin indicios de robo", "sin evidencia de asalto", "no hay señales de intrusos", "no signs of theft or fire",
    "no sign of a robbery", "there was no robbery", "there is no fire", "there's no smoke", "no smoke", "sin humo", "no hay humo",
    "not a fire", "it was not a robbery", "it wasn't a robbery", "no nos robaron nada", "no me robaron", "nadie está herido",
    "nadie herido", "no hubo heridos", "no one is hurt", "nobody got hurt", "nobody is injured", "no injuries", "sin lesionados",
    "no estoy en peligro", "ya no estoy en peligro", "no me están siguiendo", "nobody is following me", "no one is following us", "no hay armas",
    "no weapons found", "no guns or drugs found", "no se encontraron armas", "no hay explosivos ni bombas", "no hubo accidente", "sin accidentes",
    "no huele a gas", "no gas leak", "no hay fuga de gas", "sin fugas", "no hay gente escondida", "no hay nadie escondido", "nobody inside the trailer",
    "no stowaways found", "sin polizones", "no polizones", "not on fire", "never been robbed", "nunca nos han robado",
    # It has the word in its name: an address, what is asked for, goods.
    "Calle Incendio 4", "entrega en calle Incendio 4-B", "Av. del Robo 12", "Avenida de las Pistolas No. 7", "colonia Fuego 22", "4 Fire Street", "12 Gun Lane",
    "deliver to 400 Fire Road", "Tierra del Fuego", "reporte de robos", "dame el reporte de robos", "quiero ver los reportes de incendios", "el reporte de robo",
    "robbery report", "fire reports please", "report on robberies", "quiz robo", "quiz de robo", "quiz sobre incendios", "curso de incendios",
    "quiero hacer el curso de incendios", "curso incendios por favor", "capacitación de robo", "cursos de asalto", "examen de robos", "fire training",
    "course on robbery", "robbery quiz", "the fire course please", "quiz fire", "simulacro robo", "hot fire paint", "20 drums of fire paint", "fire bricks",
    "gun cases", "gun oil", "pintura fuego", "esmalte rojo fuego", "fire pit, 2 pallets", "no, es simulacro de incendio", "bath bombs",
    # Things of the trade and of every day.
    "fire extinguisher", "fire extinguisher checked", "extinguisher ok", "simulacro de incendio", "simulacro de robo", "robbery drill", "active shooter drill",
    "armed guard present", "armed guards at the gate", "guardia armado en caseta", "guardias armados en la entrada", "the guard is armed",
    "alarm is armed", "alarma armada", "alarm system is armed", "custodia armada", "smoke detector ok", "smoke detectors tested", "detector de humo",
    "detectores de humo funcionando", "smoke alarm", "no smoking sign", "zona de no fumar", "smoking area", "humo del escape normal",
    "first aid kit", "botiquín de primeros auxilios", "primeros auxilios", "curso de primeros auxilios", "emergency lights ok",
    "extintor contra incendios", "puerta contra incendio", "hydrant", "hidrante", "kit antiderrame", "spill kit", "spill kit ok",
    "robo de identidad es el tema", "política contra el robo", "capacitación sobre robo de carga", "prevención de asaltos", "theft training",
    "seguro de robo", "riesgo de robo", "robbery training", "risk of robbery", "kit de emergencia", "lámpara de emergencia", "emergencia probada simulacro",
    "emergency contact list", "número de emergencias", "salidas de emergencia libres", "cinta de peligro", "materiales peligrosos", "carga peligrosa",
    "hazardous materials", "danger label on the tank", "placard de peligro", "gun lock", "caulking gun", "pistola de calor", "pistola de escaneo",
    "pistola para sellos", "scanner gun is dead", "bomba de agua", "bomba del diesel", "bombas de combustible", "la bomba de frenos", "fuel pump",
    "le sigo al rato", "sigo esperando", "me sigues?", "following up on my report", "follow the guard", "siguiendo instrucciones", "siguiendo la ruta",
    "following the route", "following instructions", "el que sigue", "sigue cerrado", "shot the photo", "screenshot attached", "photo shot",
    "killed the engine", "matar el motor", "apagué el motor", "corto en la luz", "se robusteció", "robin seal", "Robledo", "Robert Steel",
    "Puerta 911A", "folio 911-22", "unidad 0911", "ABC911", "SOSU1234567", "SOS-123-A placa", "placa SOS123", "sello 9110066",
    "seal no. 911066", "tel 9115550143", "route 911", "dock 911", "andén 911", "local fire department inspected", "bomberos vinieron a inspección",
    "fireproof cabinet", "fuego artificiales prohibidos", "color fuego", "alto", "todo tranquilo", "sin novedad", "sin novedad en el patio",
    "todo en orden", "esperando en la fila", "sello roto", "la caja trae otro sello", "llanta ponchada", "flat tire", "me quitaron el sello viejo",
    "hay un foco quemado", "se quemó la luz", "battery is dead", "scanner is dead", "cargo seizure by customs", "contra asalto",
    "dropped the trailer", "running late", "voy tarde", "tengo hambre", "me duele la cabeza", "hace calor", "se acabó el papel", "cajas golpeadas",
    "caja golpeada de la esquina", "hay golpes en la puerta", "broken hinge", "the seal is intact", "attack the problem", "heart of the yard",
    "accident report form", "formato de accidentes", "no accidents today", "libre de accidentes", "seguro contra accidentes", "accidentes: 0",
    "die cut boxes", "dying for a coffee", "ladder is down", "the line is down",
    "necesito ayuda para llenar esto", "need help filling this out", "help me with the seal number", "ayúdame a encontrar el formato",
    "bleeding the brakes", "purgando frenos", "gente esperando afuera", "people waiting inside the office", "hay gente en la oficina",
    "driver is inside the trailer loading", "someone is working under the trailer", "mecánico debajo del tráiler",
]  # fmt: skip


@pytest.mark.parametrize("typed", DANGER)
def test_a_cry_for_help_in_a_sentence_is_heard(typed: str) -> None:
    assert WORDS.dangerous(typed)


@pytest.mark.parametrize("typed", HARMLESS)
def test_what_is_denied_or_said_on_any_day_alarms_nobody(typed: str) -> None:
    assert not WORDS.dangerous(typed)
