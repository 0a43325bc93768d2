package quantum.apply.venue.binance;

/** What the loop of {@link UserStream} finds in its inbox, from whatever thread. */
sealed interface StreamNews permits ListenKeys.Answer, UserSocket.Heard, StreamNews.Request {

  /** What somebody else wants of the stream. */
  sealed interface Request extends StreamNews {}

  /** Something was not told: begin anew. */
  record Doubt(String why) implements Request {}

  record Stop() implements Request {}
}
