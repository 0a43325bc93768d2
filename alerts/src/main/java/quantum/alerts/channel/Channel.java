package quantum.alerts.channel;

import quantum.alerts.decide.Message;

/** A way to a trader. */
public interface Channel {
  /** telegram, webhook or ntfy. */
  String name();

  /** The request that hands the message over; the same for the same message. */
  Request request(Message message);
}
