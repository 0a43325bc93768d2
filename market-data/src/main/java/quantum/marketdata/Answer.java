package quantum.marketdata;

import java.time.Duration;
import java.util.List;
import quantum.kernel.value.Symbol;

/** What the venue's REST API answered; a future of it never fails. */
public sealed interface Answer<T> {
  /**
   * It told what was asked for.
   *
   * @param bad one sentence for each row that could not be used and is missing in the value
   */
  record Ok<T>(T value, List<String> bad) implements Answer<T> {
    public Ok {
      bad = List.copyOf(bad);
    }
  }

  /** The venue does not list the symbol (-1121); asking again soon changes nothing. */
  record UnknownSymbol<T>(Symbol symbol) implements Answer<T> {}

  /**
   * It did not tell.
   *
   * @param pause how long not to ask anything again; zero where the venue did not say
   */
  record Failed<T>(String why, Duration pause) implements Answer<T> {}
}
