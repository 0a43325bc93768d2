package quantum.marketstate;

import java.time.Duration;

/** What reaches the feed's one thread from the threads of the HTTP client. */
sealed interface FeedEvent {
  /** The socket is connected and subscribed to the streams of its address. */
  record Opened(MarkPriceSocket socket) implements FeedEvent {}

  /** A whole message. */
  record Message(MarkPriceSocket socket, String text) implements FeedEvent {}

  /** It answered our ping. */
  record Alive(MarkPriceSocket socket) implements FeedEvent {}

  /** It could not be opened, broke, or was closed by the venue. */
  record Lost(MarkPriceSocket socket, String why) implements FeedEvent {}

  /** An answer of the REST API with prices. */
  record Polled(String body) implements FeedEvent {}

  /**
   * The REST API did not answer with prices.
   *
   * @param pause how long not to ask again; zero where the venue did not say
   */
  record PollFailed(String why, Duration pause) implements FeedEvent {}

  /** Nothing but a reason to look at the timers and the stop sign. */
  record Wake() implements FeedEvent {}
}
