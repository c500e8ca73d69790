"""The names that people give to the columns of a list: data.

A line here is what a column is, a colon, and the names it goes by beside that one, in lower case
and without signs; lines that are set in go on with it. Names of meeting lists, of the 12 Step
Meeting List and Google Sheets templates, of county service lists, and of Spanish ones.
"""

from __future__ import annotations

IGNORED = "ignore"
"""What a column is that is left out on purpose."""

NAMES = """
name: name of meeting, meeting name, meeting title, title, meeting, group meeting name, program
    name, service name, resource, resource name, site name, house name, listing, nombre, nombre de
    la reunion, reunion
organization: organisation, group, group name, org, agency, agency name, provider, provider name,
    company, operator, sponsor, parent agency, facility name, nombre del grupo, grupo,
    organizacion
program: program type, programme, meeting program
kind: category, resource type, type of resource, resource category, listing type, categoria, kind
    of resource, type of service
fellowship: 12 step fellowship, fellowship name, 12 step program
description: notes, note, comments, comment, details, about, info, information, additional
    information, additional info, more info, remarks, meeting notes, group notes, special
    instructions, service description, program description, notas, descripcion, comentarios
types: type, format, formats, meeting type, meeting types, meeting format, meeting formats, type
    of meeting, codes, meeting codes, attributes, tags, features, tipo, tipos, formato
services: services offered, services provided, service, service type, service types, servicios,
    programs
serves: audience, audiences, population, populations, population served, populations served, who,
    for whom, who it is for, target population, gender, demographic, special interest, open to,
    clients, clients served, para quien
access: accessibility, ada, wheelchair, wheelchair accessible, wheelchair access, handicap
    accessible, handicapped accessible, accessible, accesibilidad
languages: language, languages spoken, language spoken, meeting language, idioma, idiomas, lengua
cost: costs, fee, fees, price, payment, cost to client, costo, precio
requirements: eligibility, requirement, how to get in, admission, admission requirements, intake,
    intake process, restrictions, who is eligible, requisitos
ages: age, age range, age group, ages served, edad, edades
location: location name, venue, venue name, building, building name, place, place name, meeting
    place, meeting location, where, church, facility, lugar, lugar de reunion
formatted_address: full address, complete address, meeting address, street address city state zip,
    direccion completa
address: street, street address, address 1, address line 1, address1, addr, physical address,
    location address, site address, direccion, calle, domicilio
address_2: address line 2, address2, suite, unit, apt
city: town, municipality, city town, location city, ciudad, municipio
state: region, province, st, state province, estado, provincia
area: county, neighborhood, neighbourhood, sub region, subregion, district, condado, zona
postal_code: zip, zipcode, zip code, postal, postalcode, postcode, post code, zip postal code,
    location postal code 1, codigo postal, cp
country: nation, pais
latitude: lat, y
longitude: lon, lng, long, x
coordinates: lat lng, lat long, latlng, geo, gps, location coordinates, coordenadas
approximate: approximate location
confidential: confidential address, address confidential, hidden address
location_notes: place notes, directions, how to find us, entrance, parking, location details,
    location info, room, indicaciones
transit: transit line, transit lines, transit stop, near transit, nearest transit, nearest transit
    stop, public transit, public transport, nearest station, nearest stop, station, bus, buses, bus
    line, bus lines, bus route, bus routes, bus stop, bus stops, nearest bus, nearest bus stop,
    train, trains, train line, train lines, train station, nearest train, nearest train station,
    subway, subway line, subway lines, subway station, nearest subway, nearest subway station,
    metro, metro line, metro station, nearest metro, light rail, light rail station, rail,
    transporte publico, autobus, autobuses, parada de autobus, tren, trenes, estacion
when: when is it, days and times, day and time, days times, day time, date and time, date time,
    meeting time and day, times and days, schedule, meeting schedule, dates and times, meeting
    days and times, meeting day and time, time and day, time day, day s and time s, horario,
    cuando, dias y horas
hours: opening hours, open hours, hours of operation, business hours, office hours, operating
    hours, service hours, days and hours, hours days, days hours, horas, horario de atencion
day: days, weekday, day of week, day of the week, days of the week, meeting day, meeting days,
    dia, dias
time: times, meeting time, meeting times, time of day, hora, hora de reunion
start: start time, starts, begin, begins, begin time, starttime, time start, from, opens, open
    time, opening time, hora de inicio, inicio
end: end time, ends, finish, endtime, time end, until, to, close, closes, close time,
    closing time, hora de fin, fin
frequency: recurrence, repeats, how often, week, weeks, week of month, weeks of month, weeks of
    the month, frecuencia
mon: monday, lunes
tue: tuesday, tues, martes
wed: wednesday, miercoles
thu: thursday, thurs, jueves
fri: friday, viernes
sat: saturday, sabado
sun: sunday, domingo
by_appointment: appointment only, appointment, appointments, con cita
timezone: time zone, tz, zona horaria
attendance: attendance option, in person or online, venue type, online, virtual, meeting mode,
    mode, modality, is online, how to attend, en linea, modalidad
online_url: conference url, online link, zoom, zoom link, meeting link, virtual link, virtual
    meeting link, zoom url, join link, link to join, join url, zoom meeting link, online meeting
    link, video link, enlace de zoom, conference link
online_notes: conference url notes, zoom id, zoom meeting id, meeting id, passcode, password, zoom
    password, zoom passcode, meeting password, virtual meeting additional info
online_phone: conference phone, phone meeting number, dial in, dial in number, call in number,
    phone in number
online_phone_notes: conference phone notes
phone: phone number, telephone, tel, phone no, contact phone, contact number, main phone, office
    phone, phone main, public phone, telefono, numero de telefono, call
phone_toll_free: toll free, toll free phone, 800 number
phone_hotline: hotline, crisis line, crisis phone, 24 hour line, helpline, after hours phone
phone_intake: intake phone, admissions phone, intake number
phone_text: text, text number, sms, text line
phone_tty: tty, tdd, tty tdd
email: e mail, email address, mail, contact email, public email, group email, correo, correo
    electronico
website: web, web site, url, link, homepage, home page, web page, webpage, website url, website
    address, web address, site, sitio web, pagina web
status: meeting status, active, estado de la reunion
verified: last verified, verified on, date verified, last checked, verified date, verificado
updated: last updated, updated on, last modified, date updated, last change, modified, update
    date, actualizado
openings: beds, beds available, available beds, vacancies, openings available, vacantes
source: source url, data source url
source_id: id, number, no, nr, meeting id number, meeting no, meeting number, record id, slug,
    uid, unique id, entry id, listing id, row id, resource id, key
entity: intergroup, service body, data source name, published by
ignore: contact name, contact, contact person, contact 1 name, contact 1 phone, contact 1 email,
    contact 2 name, contact 2 phone, contact 2 email, contact 3 name, contact 3 phone, contact 3
    email, leader, facilitator, chair, secretary, gsr, host, last contact, author, venmo, square,
    paypal, mailing address, fax, fax number, timestamp, submitted by, internal notes
"""
