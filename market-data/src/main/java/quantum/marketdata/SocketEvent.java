package quantum.marketdata;

/** What is heard of a {@link MarketSocket}, from the threads of the HTTP client. */
public sealed interface SocketEvent {
  MarketSocket socket();

  /** It is connected and subscribed to the streams of its address. */
  record Opened(MarketSocket socket) implements SocketEvent {}

  /** A whole message. */
  record Message(MarketSocket socket, String text) implements SocketEvent {}

  /** It answered our ping. */
  record Alive(MarketSocket socket) implements SocketEvent {}

  /** It could not be opened, broke, or was closed by the venue. */
  record Lost(MarketSocket socket, String why) implements SocketEvent {}
}
