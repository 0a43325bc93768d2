package quantum.marketdata;

/** What is heard of a {@link MarketSocket}, from the threads of the HTTP client. */
public sealed interface SocketEvent {
  MarketSocket socket();

  /** Which of this process's sockets it is, counted from 1. */
  default int number() {
    return socket().number();
  }

  /** It is connected, and subscribed to nothing yet. */
  record Opened(MarketSocket socket) implements SocketEvent {}

  /** A whole message. */
  record Message(MarketSocket socket, String text) implements SocketEvent {
    /** The reader has done with it and has room for another one. */
    public void handled() {
      socket.handled();
    }
  }

  /** It answered our ping. */
  record Alive(MarketSocket socket) implements SocketEvent {}

  /** It could not be opened, broke, or was closed by the venue. */
  record Lost(MarketSocket socket, String why) implements SocketEvent {}
}
