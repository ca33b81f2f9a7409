/** The mark of the product: a plumb bob on its line. */
export function Plumb({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#0f766e" />
      <path d="M16 5v11" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
      <path d="M11.5 16h9l-1.3 5.2L16 27l-3.2-5.8z" fill="#fff" />
    </svg>
  );
}
