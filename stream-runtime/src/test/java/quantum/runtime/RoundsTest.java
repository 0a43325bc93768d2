package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoundsTest {
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final Health health = new Health("rounds-test", Clock.systemUTC());
  private final AtomicInteger count = new AtomicInteger();

  private String state() {
    return health.fields().get("state");
  }

  /** Rounds that stop themselves after the last of these steps. */
  private void run(Runnable... steps) throws InterruptedException {
    var rounds = new AtomicReference<Rounds>();
    rounds.set(
        new Rounds(
            AT_ONCE,
            () -> {
              int round = count.getAndIncrement();
              if (round + 1 == steps.length) {
                rounds.get().stop();
              }
              steps[round].run();
            },
            health));
    rounds.get().run();
  }

  private static void away() {
    throw new RedisConnectionException("refused");
  }

  @Test
  void rounds_goOnUntilStopped() throws InterruptedException {
    run(() -> {}, () -> {}, () -> {});

    assertThat(count).hasValue(3);
  }

  @Test
  void outage_degradesTheHealth_andTheRoundsGoOnUntilItIsOver() throws InterruptedException {
    List<String> states = new ArrayList<>();
    health.state(Health.State.RUNNING);

    run(
        () -> {
          states.add(state());
          away();
        },
        () -> {
          states.add(state());
          away();
        },
        () -> states.add(state()),
        () -> states.add(state()));

    assertThat(states).containsExactly("running", "degraded", "degraded", "running");
  }

  @Test
  void anyOtherFailure_endsTheService() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {},
                    () -> {
                      throw new IllegalStateException("a defect");
                    },
                    () -> {}))
        .hasMessage("a defect");
    assertThat(count).hasValue(2);
  }

  @Test
  void stop_endsTheWaitForTheNextRound() throws Exception {
    var done = new java.util.concurrent.CountDownLatch(1);
    Rounds rounds = new Rounds(Duration.ofDays(1), done::countDown, health);
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    rounds.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    done.await();
    rounds.stop();
    thread.join();
    assertThat(thread.isInterrupted()).isFalse();
  }

  @Test
  void once_isOneRound_andPassesAnOutageOn() throws InterruptedException {
    Rounds.once(count::incrementAndGet).run();

    assertThat(count).hasValue(1);
    assertThatThrownBy(() -> Rounds.once(RoundsTest::away).run())
        .isInstanceOf(RedisConnectionException.class);
  }

  @Test
  void paceOfNothing_isRefused() {
    assertThatThrownBy(() -> new Rounds(Duration.ZERO, () -> {}, health))
        .hasMessageContaining("pace must be > 0");
  }
}
