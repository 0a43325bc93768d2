package quantum.replay.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The mean difference of paired R, and its interval by drawing whole blocks anew.
 *
 * <pre>
 * mean     = Σ (one − other) / entries
 * a sample = as many blocks as there are, drawn with replacement; its mean as above
 * interval = the 5 % and the 95 % quantile of the samples' means (linear between two of them)
 * </pre>
 *
 * <p>Entries of a block are not independent, so it is blocks that are drawn; two settings meet the
 * same market in every sample, so what the market did to both cancels out. The order of the entries
 * changes nothing, to the last bit; the same seed gives the same interval.
 *
 * @param samples how many are drawn, at least 1
 */
public record PairedBootstrap(int samples, long seed) {
  public PairedBootstrap {
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1, was " + samples);
    }
  }

  /**
   * @throws IllegalArgumentException if there is nothing to compare
   */
  public Difference of(List<Paired> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("no entry was opened under both settings");
    }
    Map<Block, List<Double>> blocks = new TreeMap<>();
    for (Paired pair : pairs) {
      blocks.computeIfAbsent(pair.block(), _ -> new ArrayList<>()).add(pair.difference());
    }
    double[] sums = new double[blocks.size()];
    int[] counts = new int[blocks.size()];
    int at = 0;
    for (List<Double> differences : blocks.values()) {
      // sorted, so that the sum does not hang on the order of the entries
      sums[at] = differences.stream().mapToDouble(Double::doubleValue).sorted().sum();
      counts[at++] = differences.size();
    }
    double[] means = means(sums, counts);
    return new Difference(
        pairs.size(),
        sums.length,
        Arrays.stream(sums).sum() / pairs.size() + 0.0, // nobody is better by -0.0
        quantile(means, (1 - Difference.LEVEL) / 2),
        quantile(means, (1 + Difference.LEVEL) / 2));
  }

  private double[] means(double[] sums, int[] counts) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[samples];
    for (int i = 0; i < samples; i++) {
      double sum = 0;
      long entries = 0;
      for (int j = 0; j < sums.length; j++) {
        int drawn = random.nextInt(sums.length);
        sum += sums[drawn];
        entries += counts[drawn];
      }
      means[i] = sum / entries + 0.0;
    }
    Arrays.sort(means);
    return means;
  }

  /**
   * @param sorted at least one, rising
   * @param share from 0 to 1
   */
  static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    double low = sorted[below];
    return low + (at - below) * (sorted[above] - low);
  }
}
