package quantum.marketstate;

import java.util.List;
import quantum.marketdata.Answer;
import quantum.marketdata.Kline;
import quantum.marketdata.Listings;
import quantum.marketdata.MarkTick;
import quantum.marketdata.SocketEvent;

/** What reaches the feed's one thread from the threads of the HTTP client. */
sealed interface FeedEvent {
  /** A socket spoke, or will not speak again. */
  record Heard(SocketEvent event) implements FeedEvent {}

  /** The REST API answered, or did not, when asked for prices. */
  record Polled(Answer<List<MarkTick>> answer) implements FeedEvent {}

  /** The REST API answered, or did not, when asked for what is listed. */
  record Listed(Answer<Listings> answer) implements FeedEvent {}

  /** The REST API answered, or did not, when asked for candles. */
  record Candles(SymbolMinutes minutes, SymbolMinutes.Request request, Answer<List<Kline>> answer)
      implements FeedEvent {}

  /** A symbol's references were computed. */
  record Warmed(SymbolMinutes minutes, SymbolMinutes.History history, RollingStatistics full)
      implements FeedEvent {}

  /** Nothing but a reason to look at the timers and the stop sign. */
  record Wake() implements FeedEvent {}
}
