package quantum.paper.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.paper.refusal.Refusal;

class SignaturesTest {
  private static final String SECRET =
      "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
  private static final String TEXT =
      "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000"
          + "&timestamp=1591702613943";
  private static final String SIGNATURE =
      "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9";
  private static final long THEN = 1_591_702_613_943L;

  private final Signatures signatures = new Signatures("key", SECRET);

  @Test
  void officialExample_isSignedAndAccepted() {
    assertThat(signatures.sign(TEXT)).isEqualTo(SIGNATURE);
    assertThat(signatures.check(new Parameters(TEXT + "&signature=" + SIGNATURE, ""), THEN))
        .isEmpty();
  }

  @Test
  void window_isFromFiveSecondsBehindToOneAhead() {
    Parameters request = new Parameters(TEXT + "&signature=" + SIGNATURE, "");
    assertThat(signatures.check(request, THEN + 5_000)).isEmpty();
    assertThat(signatures.check(request, THEN + 5_001)).contains(Refusal.CLOCK_BEHIND);
    assertThat(signatures.check(request, THEN - 999)).isEmpty();
    assertThat(signatures.check(request, THEN - 1_000)).contains(Refusal.CLOCK_AHEAD);
  }

  @Test
  void anyOtherText_isRefused() {
    Parameters request =
        new Parameters(TEXT.replace("quantity=1", "quantity=2") + "&signature=" + SIGNATURE, "");
    assertThat(signatures.check(request, THEN)).contains(Refusal.BAD_SIGNATURE);
  }

  @Test
  void key_mustBeOurs() {
    assertThat(signatures.checkKey(Optional.empty())).contains(Refusal.KEY_FORMAT);
    assertThat(signatures.checkKey(Optional.of("a b"))).contains(Refusal.KEY_FORMAT);
    assertThat(signatures.checkKey(Optional.of("other"))).contains(Refusal.KEY_REJECTED);
    assertThat(signatures.checkKey(Optional.of("key"))).isEmpty();
  }
}
