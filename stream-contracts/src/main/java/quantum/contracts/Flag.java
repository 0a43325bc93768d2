package quantum.contracts;

/** What a flag says. What is neither true nor false is a state of its own: no reader may guess. */
enum Flag {
  // in the order in which one outweighs another
  YES,
  UNCLEAR,
  NO,
  ABSENT;

  /** true or 1, false or 0, in any case; everything else is unclear. */
  static Flag parse(String text) {
    String word = text.strip();
    if (word.equalsIgnoreCase("true") || word.equals("1")) {
      return YES;
    }
    return word.equalsIgnoreCase("false") || word.equals("0") ? NO : UNCLEAR;
  }

  boolean isYes() {
    return this == YES;
  }

  /** Whether it says the one or the other. */
  boolean isSaid() {
    return this == YES || this == NO;
  }

  /** Whether nobody can have meant yes. */
  boolean isClearlyNot() {
    return this == NO || this == ABSENT;
  }
}
