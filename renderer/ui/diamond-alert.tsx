/** Exclamation in a diamond, "Needs you": the one state shape the icon set lacks, drawn on its 24-unit grid. */
export function DiamondAlert({ size = 24 }: { size?: number; 'aria-hidden'?: boolean }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M13.5 2.7a2.1 2.1 0 0 0-3 0l-7.8 7.8a2.1 2.1 0 0 0 0 3l7.8 7.8a2.1 2.1 0 0 0 3 0l7.8-7.8a2.1 2.1 0 0 0 0-3z" />
      <path d="M12 8v4" />
      <path d="M12 16h.01" />
    </svg>
  );
}
