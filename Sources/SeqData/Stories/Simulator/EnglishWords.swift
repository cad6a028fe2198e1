/// The open words of English stories. Single words all, so that an answer is one word; no word is twice, and none is a
/// word of the sentences themselves.
extension StoryWords {
  public static let englishTraining = StoryWords(
    women: """
      Mary Sandra Julie Emily Jessica Winona Gertrude Lily Anna Alice Betty Carol Clara Diana Donna Edith Ella Emma Eva
      Fiona Grace Hannah Helen Irene Jane Janet Judy Karen Kate Laura Linda Lisa Lucy Maria Martha Molly Nancy Nora Olivia
      Paula Rachel Rita Rosa Ruth Sally Sarah Sofia Susan Tina Vera Wendy Yvonne
      """,
    men: """
      John Daniel Fred Bill Jeff Joe Bernhard Brian Julius Greg Antoine Sumit Yann Jason Adam Albert Alex Arthur Ben Bob
      Carl Charles David Dennis Edward Eric Felix Frank George Harry Henry Hugo Ivan Jack James Kevin Larry Leo Louis Mark
      Martin Max Michael Oliver Oscar Paul Peter Philip Ralph Robert Roger Sam Simon Steve Thomas Tim Tom Victor Walter
      William
      """,
    objects: """
      milk apple football pajamas ball banana basketball bell belt bicycle blanket book bottle bowl bread broom brush butter
      button cake camera candle candy carrot chair cheese clock coat coffee coin comb cookie cup diamond dictionary doll
      egg envelope fan feather flag flower flute fork glass glove guitar hammer hat honey jacket jar juice key kite knife
      ladder lamp lemon letter magazine map marble medal mirror mitten mug needle newspaper notebook novel onion
      paintbrush pan pear pen pencil phone piano picture pillow plate poster potato pumpkin puzzle radio razor ribbon rope
      rug ruler salt sandwich saw scarf scissors shirt shoe soap sock spoon stamp stone sugar sword table teapot ticket
      tomato towel trumpet umbrella vase violin wallet watch whistle
      """,
    places: """
      kitchen office garden hallway bedroom bathroom cinema park school airport attic bakery balcony bank bar barn basement
      courtroom consulate cafe camp canteen castle cathedral cave cellar chapel church classroom conservatory clinic closet club college
      corridor cottage courtyard den desert depot dormitory entrance factory farm field forest ballroom gallery garage gate
      greenhouse gym harbor hospital hotel house island jungle kindergarten laboratory bookstore laundry sacristy library lighthouse
      lobby lounge mall market meadow monastery mosque cloakroom museum nursery orchard palace pantry parlor pharmacy
      playground pool refectory prison restaurant boutique boardroom sauna shed shop stable stadium station store street studio
      temple theater tower tunnel valley village vineyard warehouse
      """,
    animals: """
      mouse/mice wolf/wolves cat sheep/sheep frog lion swan rhino dog horse cow pig goat bear tiger elephant monkey rabbit
      fox/foxes eagle
      """,
    colours: "white green gray yellow red blue pink black brown purple",
    shapes: "triangle square rectangle sphere circle cube cone pyramid cylinder",
    containers: "chocolate box chest suitcase container basket bucket crate drawer trunk purse",
    language: .english)

  /// As few people, objects and places as bAbI's tasks of people who carry things have: what is learned there is the task, not
  /// the words. Only for stories of the usual length.
  public static let englishFew = StoryWords(
    women: "Mary Sandra", men: "John Daniel", objects: "milk apple football",
    places: "kitchen office garden hallway bedroom bathroom", animals: "", colours: "", shapes: "",
    containers: "", language: .english)

  public static let englishHeldOut = StoryWords(
    women: """
      Abigail Agnes Beatrice Bridget Cecilia Chloe Daphne Doris Eleanor Esther Florence Gloria Harriet Ingrid Isabel Josephine
      Kirsten Leila Mabel Naomi Ophelia Penelope Priya Rebecca Stella Tamara Ursula Viola Wilma Zoe
      """,
    men: """
      Aaron Alfred Barney Boris Cedric Clement Derek Dmitri Edgar Ernest Floyd Gavin Gustav Hector Igor Jasper Kenji Lionel
      Malcolm Nigel Omar Percy Quentin Rupert Stanley Terence Umberto Vincent Wesley Zachary
      """,
    objects: """
      accordion almanac apricot axe bagel balloon bouquet bracelet briefcase calculator cello chisel cushion dagger drum
      eraser flashlight fossil garlic goblet hairbrush harp helmet jigsaw kettle lantern lollipop mango microscope necklace
      oar painting pancake parcel peach pebble pistol quilt raspberry saddle saucer shawl shovel skateboard spade stapler
      telescope thermometer toothbrush trophy tulip turnip wrench yogurt zipper
      """,
    places: """
      abbey alley amphitheater aquarium arcade arena asylum auditorium barracks bazaar boathouse brewery bungalow cabin
      casino cemetery chalet citadel courthouse crypt dairy diner distillery dungeon embassy foyer glacier grotto hangar
      hostel igloo inn jetty kiosk lagoon loft mansion marina mill mine oasis observatory pavilion pier plaza quarry ranch
      refinery reservoir rooftop sawmill shipyard shrine spa swamp tavern terrace veranda villa volcano wharf zoo
      """,
    animals:
      "camel crocodile deer/deer duck gorilla hen hyena kangaroo leopard otter panda parrot penguin snake spider turtle zebra",
    colours: "orange violet turquoise beige crimson golden silver maroon",
    shapes: "hexagon pentagon octagon ellipse star prism rhombus oval",
    containers: "barrel cabinet locker backpack bin carton coffin pouch satchel safe tub wardrobe",
    language: .english)
}
