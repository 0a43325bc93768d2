package quantum.runtime;

import java.util.List;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;

/**
 * The decisions of a service, one batch at a time: {@code decode each → prepare → decide each →
 * finish → one commit}.
 *
 * @param <S> what is known between batches; immutable, because a batch that is refused is decided
 *     again from the state it began with
 * @param <E> what an entry says
 */
public interface BatchDecider<S, E> {
  /** Called once per entry, however often its batch is decided; a bad one becomes a dead letter. */
  Decoded<E> decode(StreamEntry entry);

  /**
   * Reads from Redis what the batch needs; writes nothing, and remembers nothing outside of the
   * state it returns, such as when it last read: that state is thrown away if the batch is refused,
   * and the initial one takes its place after an outage.
   */
  S prepare(S state, List<Message<E>> batch);

  /**
   * Decides on one message; effects go to {@code commit} and nowhere else. An exception turns this
   * one, and only this one, into a dead letter.
   *
   * @param hand what the trader holds back, as it will be when the commit happens
   */
  S decide(S state, Message<E> message, Hand hand, Commit commit);

  /** Whether the message asks to close or protect a position: a dead letter of it is an alarm. */
  default boolean isExit(E value) {
    return false;
  }

  /** Once per batch, after its last entry: what is worth writing only once, e.g. the last price. */
  default S finish(S state, Commit commit) {
    return state;
  }

  /** Timers; committed only if something was added to {@code commit}. */
  default S idle(S state, Hand hand, Commit commit) {
    return state;
  }
}
