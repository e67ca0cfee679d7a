//! Invented jobs, clients and people of an Arizona contractor.

/// A job's name and its client.
pub(super) type Name = (&'static str, &'static str);

pub(super) const BUILDINGS: [Name; 30] = [
    ("Saguaro Ridge Elementary", "Saguaro Ridge School District"),
    ("Peña Blanca Community Center", "City of Ocotillo"),
    ("Mesquite Flats Distribution Center", "Palo Brea Industrial Partners"),
    ("Ironwood Medical Plaza", "Ironwood Health"),
    ("Cañon Verde Library", "City of Cañon Verde"),
    ("Lantana Fire Station 12", "Town of Lantana"),
    ("Copper Basin Charter School, gymnasium", "Copper Basin Schools"),
    ("Palo Brea Logistics, building C", "Palo Brea Industrial Partners"),
    ("Desert Marigold Senior Living", "Marigold Residences"),
    ("Ocotillo Aquatic Center", "City of Ocotillo"),
    ("Sonora Point Apartments, phase 2", "Sonora Point Living"),
    ("Red Butte Brewery expansion", "Red Butte Brewing"),
    ("Vista Larga Middle School", "Saguaro Ridge School District"),
    ("Brittlebush Data Hall 3", "Brittlebush Cloud"),
    ("Yucca Street Courthouse annex", "Agua Mansa County"),
    ("Foothills Tech Campus, building 2", "Brittlebush Cloud"),
    ("Arroyo Seco Church & parish hall", "Arroyo Seco Parish"),
    ("Pinnacle Vista Credit Union", "Pinnacle Vista Credit Union"),
    ("Sunrise Hangar 4", "Sunrise Field Authority"),
    ("Tamarisk Animal Shelter", "Town of Lantana"),
    ("Sandstone Hotel, conference wing", "Sandstone Hospitality"),
    ("Bluegrama Food Bank warehouse", "Bluegrama Food Bank"),
    ("Mariposa Early Learning", "Copper Basin Schools"),
    ("Superstition Auto Mall, showroom", "Superstition Motors"),
    ("Whitetail Operations Yard", "Cholla Creek Utility District"),
    ("Paloma Cold Storage", "Paloma Foods"),
    ("Sycamore Canyon Visitor Center", "Agua Mansa County"),
    ("Turquoise Avenue Studios", "Turquoise Media"),
    ("Cactus Wren Police Substation", "Town of Lantana"),
    ("Black Mesa Control House", "Black Mesa Electric"),
];

pub(super) const IMPROVEMENTS: [Name; 9] = [
    ("Agave Tower lobby", "Agave Holdings"),
    ("Quail Run Dialysis, suite 140", "Ironwood Health"),
    ("Verbena Orthopedics, suite 210", "Verbena Orthopedics"),
    ("Kiva Plaza façade", "Agave Holdings"),
    ("Desert Sage Imaging, suite 80", "Ironwood Health"),
    ("Sandstone Hotel, tower rooms", "Sandstone Hospitality"),
    ("Granite Dells Lab fit-out", "Granite Dells Biosciences"),
    ("Ridgeline Dental, suite 6", "Ridgeline Dental"),
    ("Monsoon Coffee roastery", "Monsoon Coffee"),
];

pub(super) const CIVIL_WORKS: [Name; 8] = [
    ("Jacaranda Avenue storm drain", "Town of Lantana"),
    ("Camino Alto sewer replacement", "Cholla Creek Utility District"),
    ("Taxiway Bravo rehabilitation", "Sunrise Field Authority"),
    ("Rio Chico Bridge approach", "Agua Mansa County"),
    ("Hohokam Trail crossing", "City of Ocotillo"),
    ("Mockingbird Lane reconstruction", "City of Cañon Verde"),
    ("Juniper Wells water main", "Cholla Creek Utility District"),
    ("Buena Vista Park & Ride", "City of Cañon Verde"),
];

/// Project managers and their mailboxes.
pub(super) const MANAGERS: [(&str, &str); 7] = [
    ("Teresa Núñez", "tnunez@copperline.example"),
    ("Grant Holloway", "gholloway@copperline.example"),
    ("Priya Raman", "praman@copperline.example"),
    ("Darnell Whitfield", "dwhitfield@copperline.example"),
    ("Ingrid Solheim", "isolheim@copperline.example"),
    ("Marco Benavidez", "mbenavidez@copperline.example"),
    ("Kelly O'Rourke", "korourke@copperline.example"),
];
