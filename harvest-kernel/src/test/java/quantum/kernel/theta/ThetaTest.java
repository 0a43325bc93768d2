package quantum.kernel.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThetaTest {
  @Test
  void names_areAllThatCanBeReplaced_andEachIsCheckedByItself() {
    assertThat(Theta.names()).hasSize(21).allMatch(Theta::knows).contains("T1_R", "lock_mode");
    Theta.requireAllowed("T1_R", "5"); // beyond the default T2_R: only a whole theta can tell
    assertThatThrownBy(() -> Theta.requireAllowed("T1_R", "0")).hasMessageContaining("T1_R");
    assertThatThrownBy(() -> Theta.requireAllowed("T9_R", "1")).hasMessageContaining("T9_R");
    assertThatThrownBy(() -> Theta.requireAllowed("lock_mode", "x")).hasMessageContaining("x");
  }

  @Test
  void with_specName_replacesThatTunableOnly() {
    Theta theta = Theta.DEFAULTS.with("lock_R", "1.25");
    assertThat(theta.lockR()).isEqualTo(1.25);
    assertThat(theta.with("lock_R", "1.5")).isEqualTo(Theta.DEFAULTS);
  }

  @Test
  void with_everyNumberByItsName_reachesItsOwnComponent() {
    for (Tunable tunable : Tunable.values()) {
      double changed = tunable.of(Theta.DEFAULTS) + 0.125;
      Theta theta = Theta.DEFAULTS.with(tunable.specName(), Double.toString(changed));
      for (Tunable other : Tunable.values()) {
        double expected = other == tunable ? changed : other.of(Theta.DEFAULTS);
        assertThat(other.of(theta)).as(tunable + " -> " + other).isEqualTo(expected);
      }
    }
  }

  @Test
  void with_lockMode_readsItsText() {
    assertThat(Theta.DEFAULTS.with("lock_mode", "r_lock").lockMode()).isEqualTo(LockMode.R_LOCK);
  }

  @Test
  void withAll_levelsBeyondTheOldOnes_isValidatedAsAWhole() {
    Theta theta = Theta.DEFAULTS.withAll(Map.of("T1_R", "7", "T2_R", "8", "T3_R", "9"));
    assertThat(theta.t1R()).isEqualTo(7);
    assertThat(theta.t3R()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "T1_R,4",
    "T1_R,0",
    "T2_R,6",
    "T3_R,NaN",
    "cost_bps,-1",
    "sigma_ref,0",
    "max_age_sec,0",
    "k_ts_drop,-0.1",
    "u1,Infinity",
    "softmax_temp,warm",
    "lock_mode,half",
    "t1_r,1"
  })
  void with_valueOrNameNotAllowed_isRefusedNamingIt(String name, String value) {
    assertThatThrownBy(() -> Theta.DEFAULTS.with(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void settings_tunableThatDecidesNothing_isRefusedUnlessItIsTheDefault() {
    for (Tunable idle : List.of(Tunable.U1, Tunable.U2, Tunable.U3, Tunable.SOFTMAX_TEMP)) {
      String name = idle.specName();
      String byDefault = Double.toString(idle.of(Theta.DEFAULTS));
      assertThatThrownBy(() -> Theta.parse("lock_R=1," + name + "=0.5"))
          .hasMessage(
              name
                  + " decides nothing (no policy weighs its tranches by u1, u2, u3), so only its"
                  + " default "
                  + byDefault
                  + " is allowed, was 0.5");
      assertThatThrownBy(() -> Theta.requireAllowed(name, "0.5")).hasMessageContaining(name);
      assertThat(Theta.parse(name + '=' + byDefault)).isEqualTo(Theta.DEFAULTS);
      Theta.requireAllowed(name, byDefault);
      assertThat(Theta.names()).doesNotContain(name);
    }
    assertThatThrownBy(() -> Theta.parse("u1=1,softmax_temp=2"))
        .hasMessageContaining("u1 decides nothing")
        .hasMessageContaining("softmax_temp decides nothing");
  }

  @Test
  void settings_list_isReadPartByPart() {
    assertThat(Theta.parse(" ")).isEqualTo(Theta.DEFAULTS);
    assertThat(Theta.parse(" T1_R = 1.5 ,, lock_R=1,"))
        .isEqualTo(Theta.DEFAULTS.withAll(Map.of("T1_R", "1.5", "lock_R", "1")));
    assertThatThrownBy(() -> Theta.parse("T1_R")).hasMessage("'T1_R' is not NAME=VALUE");
  }

  @Test
  void withAll_severalViolations_areListedTogether() {
    assertThatThrownBy(
            () -> Theta.DEFAULTS.withAll(Map.of("cost_bps", "-1", "k_bias", "x", "T9_R", "1")))
        .hasMessageContaining("cost_bps must be >= 0, was -1.0")
        .hasMessageContaining("k_bias must be a number, was 'x'")
        .hasMessageContaining("unknown tunable 'T9_R'");
  }
}
